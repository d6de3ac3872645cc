/** Which items I fill in: my plan's, or on an unplanned visit those I chose of my agency's. */
import type { ItemVersion, Visit } from '../../rules/records'
import { drafts, itemVersions, me } from '../../store'
import { itemsByAgency, validItems } from '../facts/visit'
import { keptUnder } from '../parts/useKept'

export function myItems(visit: Visit): ItemVersion[] {
  const own = itemsByAgency(visit, itemVersions.value).find(({ agency }) => agency === myAgency(visit))
  return own ? own.items : chosenItems(visit)
}

/** The agency I come for: the one whose team names me, else my own. */
export function myAgency(visit: Visit): string {
  const self = me.value?.inspector
  const plan = visit.plans.find(one => one.team.some(member => member.inspector === self?.id))
  return plan?.agency ?? self?.agency ?? ''
}

export function itemsToChoose(visit: Visit): ItemVersion[] {
  return validItems(itemVersions.value, myAgency(visit), visit.visit_on)
}

export function chooseItems(visit: string, items: string[]): Promise<void> {
  return drafts.put(keyOf(visit), JSON.stringify(items))
}

/** An item that has an answer or a finding stays, whatever was chosen. */
function chosenItems(visit: Visit): ItemVersion[] {
  const chosen = keptUnder<string[]>(keyOf(visit.id)) ?? []
  const touched = new Set([...visit.answers, ...visit.findings].map(entry => entry.inspection_item))
  return itemsToChoose(visit).filter(item => chosen.includes(item.id) || touched.has(item.code))
}

function keyOf(visit: string): string {
  return `items/${visit}/`
}
