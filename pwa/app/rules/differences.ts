/** 填写不同: where inspectors' newest answers to a line differ, and what was settled about it; the server's rule, word for word. */
import type { Answer, Difference, LineValue, Settlement } from './records'

type Said = Pick<Answer, 'inspection_item' | 'line' | 'value' | 'operation'>
type Settled = Said & Pick<Settlement, 'settles'>

/** The order of arrival plays no part. */
export function differences(answers: Said[], settlements: Settled[]): Difference[] {
  const settled = byLine(settlements)
  return [...byLine(answers)]
    .filter(([, said]) => new Set(said.map(each => each.value)).size > 1)
    .map(([at, said]) => difference(said, standing(settled.get(at) ?? [])))
}

function difference(said: Said[], settlements: Settled[]): Difference {
  const { inspection_item, line } = said[0]!
  const operations = [...said, ...settlements].map(each => each.operation).sort()
  return { inspection_item, line, operations, value: settledValue(said, settlements) }
}

/** The settlements that no other one names. */
function standing(settlements: Settled[]): Settled[] {
  const named = new Set(settlements.flatMap(each => each.settles))
  return settlements.filter(each => !named.has(each.operation))
}

/** The value all standing settlements agree upon, if they knew of every answer that says something else. */
function settledValue(said: Said[], settlements: Settled[]): LineValue | null {
  const [value, ...others] = new Set(settlements.map(each => each.value))
  const known = new Set(settlements.flatMap(each => each.settles))
  const agreed = value !== undefined && others.length === 0 && said.every(each => known.has(each.operation) || each.value === value)
  return agreed ? value : null
}

function byLine<T extends Said>(said: T[]): Map<string, T[]> {
  const lines = new Map<string, T[]>()
  for (const each of said) {
    const at = JSON.stringify([each.inspection_item, each.line])
    lines.set(at, [...(lines.get(at) ?? []), each])
  }
  return lines
}
