// Tables of the desks on a narrow screen: each row a card, each cell said by its column's name; the style does the rest.
const FIT = 3 // columns that fit beside each other on a phone
const TABLES = 'main table:not(.calendar, .by-row, .bars)'
const MORE_THAN_WORDS = 'a, button, img, input, select, svg'

export function nameCells(within: ParentNode) {
  for (const table of within.querySelectorAll<HTMLTableElement>(TABLES)) {
    const names = [...(table.tHead?.rows[0]?.cells ?? [])].map(words)
    if (names.length > FIT) {
      for (const body of table.tBodies) for (const row of body.rows) nameRow(row, names)
      table.classList.add('as-cards')
    }
  }
}

function nameRow(row: HTMLTableRowElement, names: string[]) {
  let column = 0
  for (const cell of row.cells) {
    const name = names[column]
    column += cell.colSpan
    if (/^[—-]?$/.test(words(cell)) && !cell.querySelector(MORE_THAN_WORDS)) cell.classList.add('blank')
    else if (name && cell.tagName === 'TD' && cell.colSpan === 1) cell.dataset.label = name
  }
}

function words(cell: HTMLElement): string {
  return cell.textContent!.trim()
}
