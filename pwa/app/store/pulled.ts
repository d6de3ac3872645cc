/** Puts a page of the server's changes into the store together with its cursor, in one transaction. */
import { alone } from './alone'
import { inTransaction, type StoredRecord, type Transaction } from './database'
import { keepGlance } from './glance'
import { metaIn, untouchedOr } from './meta'
import { visitsChanged } from './opened'
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
}

/** Whether this pull brought anything. */
let news = false

/** A pull that begins without a cursor opens a new generation: what it does not bring again is forgotten at its end. */
export async function keepPage(page: Page, first: boolean): Promise<void> {
  const rows = new Map(await Promise.all(page.changes.filter(isPut).map(async change => [change, await sealedRow(rowOf(change))] as const)))
  await inTransaction(['meta', 'records', 'operations', 'outbox'], async transaction => {
    const meta = metaIn(transaction)
    const pulled = await untouchedOr(transaction, 'pulled')
    const generation = first ? pulled.generation + 1 : pulled.generation
    for (const change of page.changes) await apply(transaction, change, rows.get(change), generation)
    if (!page.more && pulled.complete !== generation) await forgetOlder(transaction, generation)
    const done = { through: page.last_dseq, at: new Date().toISOString(), complete: generation }
    await meta.put('pulled', { ...pulled, ...(!page.more && done), generation })
    await meta.put('cursor', page.cursor)
  })
  visitsChanged()
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
  return Boolean(e && id) && op === 'put'
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
  if (record && !(await hasUnsent(transaction, id))) await transaction.objectStore('records').delete([entity, id])
}

async function hasUnsent(transaction: Transaction, id: string): Promise<boolean> {
  const waiting = await transaction.objectStore('outbox').getAllKeys()
  for (const dseq of waiting) {
    if ((await transaction.objectStore('operations').get(dseq))?.entity_id === id) return true
  }
  return false
}
