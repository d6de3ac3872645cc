/** Where on the screen a line stands, and the way to it, also into another agency's fold. */

export function lineAnchor(item: string, line: string): string {
  return `line-${item}-${line}`
}

export function showLine(item: string, line: string): void {
  const row = document.getElementById(lineAnchor(item, line))
  row?.closest('details')?.setAttribute('open', '')
  row?.scrollIntoView({ block: 'center' })
  row?.focus({ preventScroll: true })
}
