/** 互认: what an earlier result, still valid today, says of a visit's items. */
import type { Recognised, Visit } from './records'

export function recognised(visit: Visit, today: string): Recognised[] {
  return (visit.recognised ?? []).filter(each => each.valid_until >= today)
}

export function recognisedOf(visit: Visit, item: string, today: string): Recognised | undefined {
  return recognised(visit, today).find(each => each.inspection_item === item)
}
