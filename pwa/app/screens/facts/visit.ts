/** What screens tell of a visit: who comes, and with which inspection items. */
import type { ItemVersion, TeamMember, Visit, VisitState } from '../../rules/records'

export interface AgencyItems {
  agency: string
  agency_name: string
  items: ItemVersion[]
}

type Versions = ReadonlyMap<string, ItemVersion>

/** Every agency of the visit once, the leading one first, with the items it inspects. */
export function itemsByAgency(visit: Visit, versions: Versions): AgencyItems[] {
  const found = new Map<string, AgencyItems>()
  for (const plan of visit.plans) {
    const entry = found.get(plan.agency) ?? { agency: plan.agency, agency_name: plan.agency_name, items: [] }
    const items = plan.items.flatMap(id => versions.get(id) ?? [])
    found.set(plan.agency, { ...entry, items: unique([...entry.items, ...items], item => item.id) })
  }
  return [...found.values()].sort((one, other) => Number(other.agency === visit.lead_agency) - Number(one.agency === visit.lead_agency))
}

/** The team of all agencies, everybody once. */
export function teamOf(visit: Visit): TeamMember[] {
  return unique(visit.plans.flatMap(plan => plan.team), member => member.inspector)
}

export function countItems(visit: Visit): number {
  return new Set(visit.plans.flatMap(plan => plan.items)).size
}

export function countAgencies(visit: Visit): number {
  return new Set(visit.plans.map(plan => plan.agency)).size
}

export function hasOpened(visit: Visit, inspector: string | undefined): boolean {
  return visit.opened.some(entry => entry.inspector === inspector)
}

/** How the visit stands for our agency: others may have finished before we come, or go on after we have. */
export function stateForUs(visit: Visit, today: string): VisitState {
  if (visit.closed) return 'completed'
  return visit.state === 'completed' && visit.visit_on >= today ? 'open' : visit.state
}

/** The version of each of the agency's items that is valid on the day. */
export function validItems(versions: Versions, agency: string, day: string): ItemVersion[] {
  return [...versions.values()]
    .filter(item => item.agency === agency && item.valid_from <= day && (item.valid_until === null || day <= item.valid_until))
    .sort((one, other) => one.name.localeCompare(other.name, 'zh-CN'))
}

function unique<T>(things: T[], key: (thing: T) => string): T[] {
  return [...new Map(things.map(thing => [key(thing), thing])).values()]
}
