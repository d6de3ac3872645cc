/** Brings into the database what only the journal still has; photos are listed at once, their bytes follow. */
import type { Operation } from '../rules/operations'
import { boxed } from './box'
import { inTransaction, type Store, type StoredOperation, type StoredRecord, type Transaction } from './database'
import { forgetDrafts } from './drafts'
import { putGlance, readGlance } from './glance'
import { readContents, type Contents, type OperationEntry } from './journalContents'
import { tellKeeping } from './keeping'
import { metaIn, untouchedOr } from './meta'
import { visitsChanged } from './opened'
import { keepPhoto } from './photoBytes'
import { addMet, metRow } from './records'
import { withJournal } from './secondCopy'

const STORES: Store[] = ['meta', 'operations', 'outbox', 'records', 'photos', 'drafts', 'keys']

/** The database of this account was thrown away: everything unsent, the chain, the device and its person come back. */
export async function restore(): Promise<boolean> {
  const found = await withJournal(async (journal, account) => {
    const contents = await readContents(journal, account)
    if (!contents.person || !contents.base) return null
    const glance = await readGlance(journal, account)
    await bringIn(contents.operations, { ...contents, glance })
    return contents
  })
  if (!found) return false
  tellKeeping({ restored: found.operations.length })
  return true
}

type Beginning = Contents & { glance: Awaited<ReturnType<typeof readGlance>> }

/** In one transaction: a crash before its end leaves everything to be brought in again. */
export async function bringIn(entries: OperationEntry[], begin: Beginning | null = null): Promise<void> {
  const rows = await Promise.all(entries.map(rowOf))
  const visits = await Promise.all(entries.flatMap(({ visit }) => (visit ? [metRow(visit)] : [])))
  const token = begin?.person?.token ? await boxed(begin.person.token, 'token') : null
  await inTransaction(STORES, async transaction => {
    if (begin) await putPerson(transaction, begin)
    if (begin?.glance) await putGlance(transaction, begin.glance)
    if (token) await transaction.objectStore('keys').put(token, 'token')
    await putOperations(transaction, rows, visits)
    for (const entry of entries) await listPhotos(transaction, entry)
    for (const { draft } of entries) if (draft) await forgetDrafts(transaction, draft)
  })
  visitsChanged()
}

async function putPerson(transaction: Transaction, { person, base }: Contents): Promise<void> {
  const meta = metaIn(transaction)
  await meta.put('me', person!.me)
  await meta.put('device', person!.device)
  await meta.put('skew_ms', person!.skew_ms)
  await meta.put('base', base!)
  await meta.put('chain', base!)
  await meta.put('acked', { dseq: base!.dseq, at: null })
}

async function putOperations(transaction: Transaction, rows: StoredOperation[], visits: StoredRecord[]): Promise<void> {
  const chain = await untouchedOr(transaction, 'chain')
  const acked = await untouchedOr(transaction, 'acked')
  for (const row of rows) {
    await transaction.objectStore('operations').put(row)
    if (row.dseq > acked.dseq) await transaction.objectStore('outbox').put({ dseq: row.dseq, state: 'ready', code: null })
  }
  for (const visit of visits) await addMet(transaction, visit)
  const { dseq, head, digest } = [chain, ...rows].reduce((one, other) => (other.dseq > one.dseq ? other : one))
  await metaIn(transaction).put('chain', { dseq, head, digest })
}

async function rowOf({ dseq, text, digest, head }: OperationEntry): Promise<StoredOperation> {
  const { id, entity_id } = JSON.parse(text) as Operation
  return { dseq, id, entity_id, digest, head, sealed: await boxed(text, `operation/${dseq}`) }
}

async function listPhotos(transaction: Transaction, { dseq, text }: OperationEntry): Promise<void> {
  const { blobs, entity_id, made_at } = JSON.parse(text) as Operation
  const place = { visit: entity_id, dseq, taken_at: new Date(made_at).toISOString() }
  for (const claim of blobs) await keepPhoto(transaction, claim, null, place)
}
