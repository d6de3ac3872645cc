/** Lines at which inspectors differ, who may settle them, and which value counts. */
import type { Answer, Difference, ItemVersion, LineValue, Settlement, Visit } from '../../rules/records'

type At = Pick<Difference, 'inspection_item' | 'line'>

export function openDifferences(visit: Visit): Difference[] {
  return visit.differences.filter(each => each.value === null)
}

export function differenceAt(visit: Visit, item: string, line: string): Difference | undefined {
  return visit.differences.find(isAt(item, line))
}

/** Every settlement of a line, the latest last; earlier ones stay in the record. */
export function settlementsAt(visit: Visit, item: string, line: string): Settlement[] {
  return visit.settlements.filter(isAt(item, line)).sort((one, other) => Date.parse(one.made_at) - Date.parse(other.made_at))
}

/** The agency whose item it is knows the matter; the leading one answers for the visit. */
export function maySettle(visit: Visit, item: ItemVersion, agency: string | undefined): boolean {
  return agency !== undefined && (agency === item.agency || agency === visit.lead_agency)
}

/** An inspector's answer, unless something else was settled for its line. */
export function counting(visit: Visit, answer: Answer): LineValue {
  return differenceAt(visit, answer.inspection_item, answer.line)?.value ?? answer.value
}

function isAt(item: string, line: string): (at: At) => boolean {
  return at => at.inspection_item === item && at.line === line
}
