/** Puts a page of the server's changes into the store together with its cursor, in one transaction. */
import { follow, type Apart, type FeedEnds } from '../rules/feedChain'
import { alone } from './alone'
import { inTransaction, type StoredRecord, type Transaction } from './database'
import { keepGlance } from './glance'
import { metaIn, untouchedOr } from './meta'
import { visitsChanged } from './opened'
import { letPicturesGo } from './pictures'
import { sealedRow } from './records'

export interface PulledChange {
  f: string
  n?: number
  e?: string
  id?: string
  rev?: number
  op: 'put' | 'del' | 'gone'
  d?: unknown
}

export interface Page {
  changes: PulledChange[]
  cursor: unknown
  more: boolean
  last_dseq: number
  digest?: Record<string, string>
  /** Feeds that begin again on this page. */
  reset?: string[]
}

/** What this app shows; the rest of what an agency's people may read stays on the server. */
const SHOWN = new Set(['visit', 'agency_visit', 'colleague', 'agency', 'item_version', 'code_alias', 'quiet_period', 'document_template', 'document_number'])

/** Whether this pull brought anything. */
let news = false

/**
 * A pull that begins without a cursor opens a new generation: what it does not bring again is forgotten at its end.
 * Returns the feeds whose digest is not the server's.
 */
export async function keepPage(page: Page, first: boolean): Promise<Record<string, Apart>> {
  const rows = new Map(await Promise.all(page.changes.filter(isPut).map(async change => [change, await sealedRow(rowOf(change))] as const)))
  const apart = await inTransaction(['meta', 'records', 'operations', 'outbox'], async transaction => {
    const meta = metaIn(transaction)
    const pulled = await untouchedOr(transaction, 'pulled')
    const generation = first ? pulled.generation + 1 : pulled.generation
    for (const feed of page.reset ?? []) await forgetFeed(transaction, feed)
    for (const change of page.changes) await apply(transaction, change, rows.get(change), generation)
    if (!page.more && pulled.complete !== generation) await forgetOlder(transaction, generation)
    const done = { through: page.last_dseq, at: new Date().toISOString(), complete: generation }
    await meta.put('pulled', { ...pulled, ...(!page.more && done), generation })
    await meta.put('cursor', page.cursor)
    await meta.put('apart', null)
    await letLeaving(transaction, page.changes)
    const { ends, apart } = follow(first ? {} : endsWithout(page.reset ?? [], (await meta.get('feeds')) ?? {}), page.changes, page.digest ?? {})
    await meta.put('feeds', ends)
    return apart
  })
  visitsChanged()
  noteNews(page)
  return apart
}

/** Where a feed begins again, what came before is unknown. */
function endsWithout(reset: string[], ends: FeedEnds): FeedEnds {
  return { ...ends, ...Object.fromEntries(reset.map(feed => [feed, { n: 0, digest: null }])) }
}

function noteNews(page: Page): void {
  news ||= page.changes.length > 0
  if (page.more || !news) return
  news = false
  void alone(keepGlance) // What was pulled is shown without waiting for its copy.
}

/** The server was restored from a backup: its numbers mean something else now; what we made stays. */
export async function startOver(epoch: string): Promise<void> {
  await inTransaction(['meta'], async transaction => {
    const meta = metaIn(transaction)
    await meta.put('epoch', epoch)
    await meta.put('cursor', null)
    await meta.put('pulled', { ...(await untouchedOr(transaction, 'pulled')), through: 0 })
  })
}

/** The records did not fit the server's digest: everything is pulled anew, and that is told, here and to the server. */
export async function pullAnew(now: string, apart: Record<string, Apart>): Promise<void> {
  await inTransaction(['meta'], async transaction => {
    const meta = metaIn(transaction)
    await meta.put('repulled', now)
    await meta.put('apart', apart)
    await meta.put('cursor', null)
  })
}

/** A device that was revoked and has handed everything over keeps only what was recorded on it. */
export async function forgetPulled(): Promise<void> {
  await inTransaction(['meta', 'records'], async transaction => {
    await transaction.objectStore('records').clear()
    await metaIn(transaction).put('cursor', null)
  })
  await letPicturesGo([])
  visitsChanged()
  await alone(keepGlance)
}

async function apply(
  transaction: Transaction, { f, e, id, op }: PulledChange, row: StoredRecord | undefined, generation: number,
): Promise<void> {
  if (op === 'gone' && !id) return forgetFeed(transaction, f)
  if (!row) return e && id ? forget(transaction, e, id) : undefined
  const records = transaction.objectStore('records')
  const there = await records.get([row.entity, row.id])
  const known = there && there.generation === generation && there.rev >= row.rev
  if (!known) await records.put({ ...row, generation })
}

function isPut({ e, id, op }: PulledChange): boolean {
  return Boolean(id) && op === 'put' && SHOWN.has(e ?? '')
}

function rowOf({ f, e = '', id = '', rev = 0, d }: PulledChange): StoredRecord {
  return { entity: e, id, feed: f, rev, generation: 0, data: d }
}

async function forgetFeed(transaction: Transaction, feed: string): Promise<void> {
  const records = await transaction.objectStore('records').getAll()
  for (const record of records.filter(record => record.feed === feed)) await forget(transaction, record.entity, record.id)
}

async function forgetOlder(transaction: Transaction, generation: number): Promise<void> {
  const records = await transaction.objectStore('records').getAll()
  const old = records.filter(record => record.feed !== null && record.generation < generation)
  for (const record of old) await forget(transaction, record.entity, record.id)
}

/** A record with operations the server does not have yet stays until it has them. */
async function forget(transaction: Transaction, entity: string, id: string): Promise<void> {
  const record: StoredRecord | undefined = await transaction.objectStore('records').get([entity, id])
  if (!record) return
  if (!(await hasUnsent(transaction, id))) return transaction.objectStore('records').delete([entity, id])
  const meta = metaIn(transaction)
  await meta.put('leaving', [...((await meta.get('leaving')) ?? []), [entity, id]])
}

/** What waited for its operations goes now if they are sent; what came again stays. */
async function letLeaving(transaction: Transaction, changes: PulledChange[]): Promise<void> {
  const meta = metaIn(transaction)
  const leaving = (await meta.get('leaving')) ?? []
  if (leaving.length === 0) return
  const again = new Set(changes.filter(isPut).map(({ e, id }) => `${e}/${id}`))
  await meta.put('leaving', [])
  for (const [entity, id] of leaving) if (!again.has(`${entity}/${id}`)) await forget(transaction, entity, id)
}

async function hasUnsent(transaction: Transaction, id: string): Promise<boolean> {
  const waiting = await transaction.objectStore('outbox').getAll()
  for (const { dseq } of waiting.filter(({ state }) => state === 'ready')) {
    if ((await transaction.objectStore('operations').get(dseq))?.entity_id === id) return true
  }
  return false
}
