/** Where a line of a joint visit is asked, and for which other lines the answer stands. */
import { places, type OnVisit, type Place } from '../../rules/sharedLines'
import type { Difference, ItemVersion, LineValue, Visit } from '../../rules/records'
import { itemVersions, me, recordLineAnswered, settleAnswer } from '../../store'
import { differenceAt, openDifferences } from '../facts/differences'
import { answersTo } from '../facts/progress'
import { itemsByAgency } from '../facts/visit'
import { myAgency, myItems } from './myItems'

/** Where it is asked and every other place it stands for; nothing where the line is asked for itself only. */
export interface Asked {
  id: string
  content: string
  home: Place
  others: Place[]
}

export function askedOnce(visit: Visit, item: ItemVersion, line: string): Asked | null {
  const shared = item.lines.find(each => each.line === line)?.shared
  if (!shared) return null
  const [home, ...others] = places(shared.id, onVisit(visit), me.value?.inspector?.agency ?? '')
  return home && others.length > 0 ? { ...shared, home, others } : null
}

/** Whether the line is asked here, and not at another line that stands for it. */
export function isAskedHere(visit: Visit, item: ItemVersion, line: string): boolean {
  const asked = askedOnce(visit, item, line)
  return !asked || isAt(asked.home, item, line)
}

/** A question asked once differs once, whatever it counts for; told where it is asked, if I ask it. */
export function openQuestions(visit: Visit): Difference[] {
  const found = new Map<string, Difference>()
  for (const each of openDifferences(visit)) {
    const item = [...itemVersions.value.values()].find(({ id, code }) => code === each.inspection_item && visit.plans.some(plan => plan.items.includes(id)))
    const question = item?.lines.find(({ line }) => line === each.line)?.shared?.id ?? `${each.inspection_item}/${each.line}`
    if (!found.has(question) || (item && isAskedHere(visit, item, each.line))) found.set(question, each)
  }
  return [...found.values()]
}

export function isAt(place: Place, item: ItemVersion, line: string): boolean {
  return place.version === item.id && place.line === line
}

export function itemAt(place: Place): ItemVersion | undefined {
  return itemVersions.value.get(place.version)
}

/** One operation for each line it stands for: each is complete alone, and what was saved before a crash is asked again whole. */
export async function answer(visit: Visit, item: ItemVersion, line: string, value: LineValue, always: boolean): Promise<void> {
  const asked = askedOnce(visit, item, line)
  const all = asked ? [asked.home, ...asked.others] : [{ item: item.code, version: item.id, line }]
  for (const place of all) {
    if (!always && ownAnswer(visit, place) === value) continue
    const body = { visit: visit.id, inspection_item: place.item, item_version: place.version, line: place.line, value }
    await recordLineAnswered(asked ? { ...body, shared_line: asked.id } : body)
  }
}

/** Settles every line the question stands for, the one where it is asked last: its draft ends with it. */
export async function settle(visit: Visit, item: ItemVersion, line: string, value: LineValue, reason: string, draft: string): Promise<void> {
  const asked = askedOnce(visit, item, line)
  const all = asked ? [...asked.others, asked.home] : [{ item: item.code, line }]
  const differing = all.flatMap(place => differenceAt(visit, place.item, place.line) ?? [])
  for (const [at, { inspection_item, line: each, operations }] of differing.entries()) {
    const body = { visit: visit.id, inspection_item, line: each, value, settles: operations, reason }
    await settleAnswer(body, at === differing.length - 1 ? draft : undefined)
  }
}

function ownAnswer(visit: Visit, place: Pick<Place, 'item' | 'line'>): LineValue | undefined {
  const self = me.value?.inspector?.id
  return answersTo(visit, place.item, place.line).find(each => each.inspector === self)?.value
}

/** What I inspect comes first: there it is asked. */
function onVisit(visit: Visit): OnVisit[] {
  const own = myAgency(visit)
  const others = itemsByAgency(visit, itemVersions.value).filter(({ agency }) => agency !== own)
  return [{ agency: own, items: myItems(visit) }, ...others].flatMap(({ agency, items }) => items.map(item => asOnVisit(agency, item)))
}

function asOnVisit(agency: string, { code, id, lines }: ItemVersion): OnVisit {
  return { agency, item: code, version: id, shared: Object.fromEntries(lines.flatMap(({ line, shared }) => (shared ? [[line, shared.id]] : []))) }
}
