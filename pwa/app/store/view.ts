/** What screens read: signals that follow the store. */
import { computed, signal } from '@preact/signals'
import type { Operation } from '../rules/operations'
import type { Agency, ItemVersion, Me, Visit } from '../rules/records'
import { applyOperations, type Author } from '../rules/visitState'
import type { OutboxItem, SyncState } from '../rules/waiting'
import { correctClock } from '../words/clock'
import { openedAccount, withDatabase, type StoredRecord } from './database'
import { readMeta } from './meta'
import { openedOperation, openedVisits } from './opened'
import { readOutbox } from './outboxView'
import { leaseEnded, ownOperations, readSnapshot, type Snapshot } from './snapshot'

export type StoreState = 'opening' | 'signed_out' | 'ready' | 'failed'

const QUIET: SyncState = {
  savedOnDevice: true, waiting: 0, waitingSince: null, sending: false,
  lastUploadAt: null, lastPullAt: null, leaseEndedAfter: null, repulledAt: null, rechained: null, online: null, persisted: null, problem: null,
}

export const storeState = signal<StoreState>('opening')
export const me = signal<Me | null>(null)
/** This phone's visits in the order of the day. */
export const visits = signal<Visit[]>([])
/** By id, the id a plan names. */
export const itemVersions = signal<ReadonlyMap<string, ItemVersion>>(new Map())
/** By code. */
export const agencies = signal<ReadonlyMap<string, Agency>>(new Map())
export const outbox = signal<OutboxItem[]>([])
export const syncState = signal<SyncState>(QUIET)

/** Readings may overlap; only the latest one is shown. */
let reading = 0

const byId = computed(() => new Map(visits.value.map(visit => [visit.id, visit])))

/** One visit; read inside a component it follows every change. */
export function visit(id: string): Visit | undefined {
  return byId.value.get(id)
}

export function tellSync(news: Partial<SyncState>): void {
  syncState.value = { ...syncState.value, ...news }
}

export async function refreshAll(): Promise<void> {
  if (openedAccount() === null) return clear()
  me.value = (await readMeta('me')) ?? null
  correctClock((await readMeta('skew_ms')) ?? 0)
  await Promise.all([refreshReference(), refreshVisits()])
}

export async function refreshReference(): Promise<void> {
  const [items, offices] = await Promise.all([recordsOf('item_version'), recordsOf('agency')])
  itemVersions.value = new Map(items.map(record => [record.id, record.data as ItemVersion]))
  agencies.value = new Map(offices.map(record => [record.id, record.data as Agency]))
}

/** Visits and what waits, read again after every save and every answer of the server. */
export async function refreshVisits(): Promise<void> {
  const mine = ++reading
  const [records, snapshot] = await Promise.all([openedVisits(), readSnapshot()])
  const own = await recordedHere(snapshot)
  const by = author(me.value)
  const arrived = arrivedPhotos(snapshot)
  const ended = leaseEnded(snapshot)
  const seen = records
    .filter(visit => !ended || own.has(visit.id))
    .map(visit => withArrived(applyOperations(visit, own.get(visit.id) ?? [], by), arrived))
    .sort((one, other) => one.visit_on.localeCompare(other.visit_on) || one.id.localeCompare(other.id))
  const { items, news } = await readOutbox(snapshot, seen, syncState.value.problem)
  if (mine !== reading) return
  visits.value = seen
  outbox.value = items
  tellSync(news)
}

/** What this phone recorded itself and the server's records do not show, by visit. */
async function recordedHere(snapshot: Snapshot): Promise<Map<string, Operation[]>> {
  const found = new Map<string, Operation[]>()
  const rows = ownOperations(snapshot)
  const opened = await Promise.all(rows.map(openedOperation))
  for (const [at, { entity_id }] of rows.entries()) found.set(entity_id, [...(found.get(entity_id) ?? []), opened[at]!])
  return found
}

/** Photos of this phone that the server has whole, also where its record does not say so yet. */
function arrivedPhotos({ photos }: Snapshot): Set<string> {
  return new Set(photos.filter(photo => photo.state === 'stored').map(photo => photo.sha256))
}

function withArrived(visit: Visit, arrived: Set<string>): Visit {
  const evidence = visit.evidence.map(photo => (arrived.has(photo.sha256) ? { ...photo, stored: true } : photo))
  return { ...visit, evidence }
}

function recordsOf(entity: string): Promise<StoredRecord[]> {
  return withDatabase(db => db.getAllFromIndex('records', 'entity', entity))
}

function author(person: Me | null): Author {
  const self = person?.inspector
  return { inspector: self?.id ?? '', name: self?.name ?? person?.account.name ?? '', agency: self?.agency ?? '' }
}

function clear(): void {
  me.value = null
  visits.value = []
  outbox.value = []
  itemVersions.value = new Map()
  agencies.value = new Map()
  syncState.value = { ...QUIET, persisted: syncState.value.persisted }
}
