/** Where the server knows this phone's chain further, or otherwise, than the phone does: what it lacks goes on in a chain of a new device. */
import { nextHead, operationDigest, START } from '../rules/chain'
import { newId } from '../rules/ids'
import type { Operation } from '../rules/operations'
import { alone } from './alone'
import { boxed } from './box'
import { even } from './copies'
import { inTransaction, withDatabase, type Store, type StoredOperation, type Transaction } from './database'
import { hint } from './lastPerson'
import { metaIn, readMeta, UNTOUCHED } from './meta'
import { textOf } from './operationTexts'

const A_DAY = 86_400_000
const STORES: Store[] = ['meta', 'operations', 'outbox', 'photos', 'keys']

/**
 * From this number on nothing is known to be on the server. Each operation keeps its id, its time and its body, so that one which is
 * there after all is known again. Once a day: whatever parts twice is for people to look at; then this is false and nothing changes.
 */
export function beginNewChain(from: number, now: number): Promise<boolean> {
  return alone(async () => {
    const before = await readMeta('rechained')
    if (before && now - Date.parse(before.at) < A_DAY) return false
    const device = newId()
    const kept = await withDatabase(db => db.getAll('operations', IDBKeyRange.lowerBound(from)))
    const rows = await chained(kept, device)
    await inTransaction(STORES, async transaction => {
      await replace(transaction, kept, rows)
      await beginWith(transaction, device, rows.at(-1))
      await metaIn(transaction).put('rechained', { at: new Date(now).toISOString(), moved: rows.length })
    })
    hint({ dseq: rows.length, acked: 0 })
    await even()
    return true
  })
}

async function chained(kept: StoredOperation[], device: string): Promise<StoredOperation[]> {
  const rows: StoredOperation[] = []
  let [head, prev] = [START, START]
  for (const row of kept) {
    const dseq = rows.length + 1
    const text = JSON.stringify({ ...(JSON.parse(await textOf(row)) as Operation), device, dseq, prev })
    prev = operationDigest(text)
    head = nextHead(head, prev)
    rows.push({ dseq, id: row.id, entity_id: row.entity_id, sealed: await boxed(text, `operation/${dseq}`), digest: prev, head })
  }
  return rows
}

/** What is not taken along is on the server. */
async function replace(transaction: Transaction, kept: StoredOperation[], rows: StoredOperation[]): Promise<void> {
  const numbers = new Map(kept.map(({ dseq }, at) => [dseq, rows[at]!.dseq]))
  await transaction.objectStore('operations').clear()
  await transaction.objectStore('outbox').clear()
  for (const row of rows) {
    await transaction.objectStore('operations').put(row)
    await transaction.objectStore('outbox').put({ dseq: row.dseq, state: 'ready', code: null })
  }
  const photos = transaction.objectStore('photos')
  for (const photo of await photos.getAll()) await photos.put({ ...photo, dseq: numbers.get(photo.dseq) ?? 0 })
}

async function beginWith(transaction: Transaction, device: string, last: StoredOperation | undefined): Promise<void> {
  const meta = metaIn(transaction)
  const { dseq, head, digest } = last ?? UNTOUCHED.chain
  const pulled = (await meta.get('pulled')) ?? UNTOUCHED.pulled
  const acked = (await meta.get('acked')) ?? UNTOUCHED.acked
  await meta.put('device', device)
  await meta.put('chain', { dseq, head, digest })
  await meta.put('base', UNTOUCHED.base)
  await meta.put('acked', { dseq: 0, at: acked.at })
  await meta.put('pulled', { ...pulled, through: 0 })
  await meta.put('anew', true)
  await transaction.objectStore('keys').delete('token')
}
