/** The outbox as the sender sees it: what goes next, what the server has confirmed, what the server has lost. */
import { fitting } from '../rules/batch'
import { inTransaction, withDatabase, type StoredOperation, type Transaction } from './database'
import { metaIn, readMeta, untouchedOr, UNTOUCHED } from './meta'
import { textOf } from './operationTexts'

export interface Batch {
  device: string
  from: number
  to: number
  operations: string[]
  head: string
}

export interface Result {
  dseq: number
  id: string
  status: 'applied' | 'duplicate' | 'conflict' | 'quarantined'
  /** Of a duplicate: what became of it the first time. */
  was?: Result['status']
  code?: string | null
}

/** The next operations in their order, or null when everything is confirmed. */
export async function nextBatch(most: number): Promise<Batch | null> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const device = await readMeta('device')
  const next = await withDatabase(db => db.getAll('operations', IDBKeyRange.lowerBound(acked.dseq, true), most))
  const operations = fitting(await Promise.all(next.map(textOf)), most)
  const last = next[operations.length - 1]
  if (!last || !device) return null
  return { device, from: next[0]!.dseq, to: last.dseq, operations, head: last.head }
}

/**
 * Takes the server's word on how far it has got, if its head is ours; false if it is not, and then nothing changes.
 * A server that went back to an older state is served again from there.
 */
export function settle(through: number, head: string, results: Result[] = []): Promise<boolean> {
  return inTransaction(['meta', 'operations', 'outbox', 'photos'], async transaction => {
    if ((await headAt(transaction, through)) !== head) return false
    const acked = await untouchedOr(transaction, 'acked')
    if (through > acked.dseq) await confirm(transaction, acked.dseq + 1, through, results)
    if (through < acked.dseq) await queueAgain(transaction, through + 1, acked.dseq)
    const at = through > acked.dseq ? new Date().toISOString() : acked.at
    await metaIn(transaction).put('acked', { dseq: through, at })
    return true
  })
}

/** The server waits for an earlier operation: everything after this one is queued again. */
export function rewind(through: number): Promise<void> {
  return inTransaction(['meta', 'outbox', 'photos'], async transaction => {
    const acked = await untouchedOr(transaction, 'acked')
    await queueAgain(transaction, through + 1, acked.dseq)
    await metaIn(transaction).put('acked', { ...acked, dseq: through })
  })
}

/** Does this phone still have the operation the server waits for? */
export async function hasOperation(dseq: number): Promise<boolean> {
  return withDatabase(async db => (await db.getKey('operations', dseq)) !== undefined)
}

/** What was set aside and is so no more has been applied, or left without effect: that stays in sight for as long as the server tells it. */
export function noteDecided(through: number, setAside: number[], left: number[]): Promise<void> {
  return inTransaction(['outbox'], async transaction => {
    const outbox = transaction.objectStore('outbox')
    const told = (await outbox.getAll()).filter(({ dseq, state }) => dseq <= through && (state === 'quarantined' || state === 'left'))
    for (const row of told) {
      if (left.includes(row.dseq)) await outbox.put({ ...row, state: 'left' })
      else if (!setAside.includes(row.dseq)) await outbox.delete(row.dseq)
    }
  })
}

/** The server asks for photos it said it had stored; those still here are offered again. */
export function offerPhotosAgain(wanted: string[]): Promise<void> {
  return inTransaction(['photos', 'blobs'], async transaction => {
    const photos = transaction.objectStore('photos')
    for (const sha256 of wanted) {
      const photo = await photos.get(sha256)
      const isHere = (await transaction.objectStore('blobs').getKey(sha256)) !== undefined
      if (photo?.state === 'stored' && isHere) await photos.put({ ...photo, state: 'ready', sent: 0 })
    }
  })
}

/** Photos the server has whole already, from whatever phone they came, are not sent again. */
export function notePhotosStored(stored: string[]): Promise<void> {
  return inTransaction(['photos'], async transaction => {
    const photos = transaction.objectStore('photos')
    for (const sha256 of stored) {
      const photo = await photos.get(sha256)
      if (photo) await photos.put({ ...photo, state: 'stored', sent: photo.size })
    }
  })
}

async function headAt(transaction: Transaction, dseq: number): Promise<string | undefined> {
  const base = await untouchedOr(transaction, 'base')
  if (dseq === base.dseq) return base.head
  return ((await transaction.objectStore('operations').get(dseq)) as StoredOperation | undefined)?.head
}

async function confirm(transaction: Transaction, from: number, to: number, results: Result[]): Promise<void> {
  const outbox = transaction.objectStore('outbox')
  const byNumber = new Map(results.map(result => [result.dseq, result]))
  for (let dseq = from; dseq <= to; dseq++) {
    const { status, was, code = null } = byNumber.get(dseq) ?? { status: 'applied' as const }
    const fate = was ?? status
    if (fate === 'conflict' || fate === 'quarantined') await outbox.put({ dseq, state: fate, code })
    else await outbox.delete(dseq)
  }
}

async function queueAgain(transaction: Transaction, from: number, to: number): Promise<void> {
  for (let dseq = from; dseq <= to; dseq++) await transaction.objectStore('outbox').put({ dseq, state: 'ready', code: null })
  const photos = transaction.objectStore('photos')
  for (const photo of await photos.getAll()) {
    if (photo.state === 'stored') await photos.put({ ...photo, state: 'ready', sent: 0 })
  }
}
