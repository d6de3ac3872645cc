/** Lets go, oldest first, of what the server holds: photos, operations after their month, visits long past. Never of anything unsent. */
import { alone } from './alone'
import { inTransaction, withDatabase, type Photo, type StoredOperation, type Transaction } from './database'
import { metaIn, readMeta, UNTOUCHED } from './meta'
import { textOf } from './operationTexts'
import { visitsChanged } from './opened'
import { letPicturesGo } from './pictures'
import { openRow } from './records'
import { withJournal } from './secondCopy'
import type { Operation } from '../rules/operations'
import type { Visit } from '../rules/records'

const A_DAY = 86_400_000
/** For as long a server restored from a backup can be filled again from here. */
const OPERATIONS_STAY = 30 * A_DAY
const VISITS_STAY = 90 * A_DAY
const COLLEAGUES_STAY = 14 * A_DAY
const AT_ONCE = 200

/** While space is short, photos that are safe on the server do not wait for their month. */
export function letGo(now: number, spaceIsShort: boolean): Promise<void> {
  return alone(async () => {
    await letPhotosGo(now, spaceIsShort)
    const through = await letOperationsGo(now)
    await letVisitsGo(now)
    await letFilesGo(through)
  })
}

async function letPhotosGo(now: number, spaceIsShort: boolean): Promise<void> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const photos = await withDatabase(db => db.getAll('photos'))
  const gone = photos.filter(photo => isSafe(photo, acked.dseq) && (spaceIsShort || isOld(photo, now)))
  await withDatabase(async db => void (await Promise.all(gone.map(photo => db.delete('blobs', photo.sha256)))))
}

function isSafe(photo: Photo, acked: number): boolean {
  return photo.state === 'stored' && photo.dseq <= acked
}

function isOld({ taken_at }: Photo, now: number): boolean {
  return now - Date.parse(taken_at) > OPERATIONS_STAY
}

/** Returns the last number let go. One operation always stays: the chain and the server's word are told by it. */
async function letOperationsGo(now: number): Promise<number> {
  const base = (await readMeta('base')) ?? UNTOUCHED.base
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const shown = (await readMeta('pulled')) ?? UNTOUCHED.pulled
  const safe = Math.min(acked.dseq, shown.through)
  const oldest = await withDatabase(db => db.getAll('operations', IDBKeyRange.upperBound(safe, true), AT_ONCE))
  const waiting = new Set(await withDatabase(db => db.getAllKeys('outbox')))
  const gone: StoredOperation[] = []
  for (const row of oldest) {
    if (waiting.has(row.dseq) || !(await isPastItsMonth(row, now))) break
    gone.push(row)
  }
  const last = gone.at(-1)
  if (!last) return base.dseq
  await inTransaction(['meta', 'operations'], transaction => forget(transaction, last))
  return last.dseq
}

async function forget(transaction: Transaction, { dseq, head, digest }: StoredOperation): Promise<void> {
  await metaIn(transaction).put('base', { dseq, head, digest })
  await transaction.objectStore('operations').delete(IDBKeyRange.upperBound(dseq))
}

async function isPastItsMonth(row: StoredOperation, now: number): Promise<boolean> {
  const { made_at } = JSON.parse(await textOf(row)) as Operation
  return now - Date.parse(made_at) > OPERATIONS_STAY
}

async function letVisitsGo(now: number): Promise<void> {
  const kept = new Set((await withDatabase(db => db.getAll('operations'))).map(row => row.entity_id))
  const stay = await letGoOf('visit', now - VISITS_STAY, kept)
  await letGoOf('agency_visit', now - COLLEAGUES_STAY, kept)
  await destroyRemoved(stay as Visit[])
  await letPicturesGo(stay as Visit[])
  visitsChanged()
}

/** What was removed by law goes here too, also where it was taken on this phone. */
async function destroyRemoved(visits: Visit[]): Promise<void> {
  const gone = visits.flatMap(visit => visit.evidence.filter(photo => photo.removed)).map(photo => photo.sha256)
  await withDatabase(async db => void (await Promise.all(gone.flatMap(sha256 => [db.delete('blobs', sha256), db.delete('thumbnails', sha256)]))))
}

/** Returns what stays. */
async function letGoOf(entity: string, before: number, kept: Set<string>): Promise<{ visit_on: string }[]> {
  const stay: { visit_on: string }[] = []
  for (const row of await withDatabase(db => db.getAllFromIndex('records', 'entity', entity))) {
    const record = (await openRow(row)) as { visit_on: string }
    if (kept.has(row.id) || Date.parse(record.visit_on) >= before) stay.push(record)
    else await withDatabase(db => db.delete('records', [entity, row.id]))
  }
  return stay
}

/** The journal lets go by whole files, when nothing in one is wanted any more. */
async function letFilesGo(through: number): Promise<void> {
  const photos = await withDatabase(db => db.getAll('photos'))
  const there = new Set(await withDatabase(db => db.getAllKeys('blobs')))
  const wanted = photos.filter(photo => photo.state !== 'stored' || there.has(photo.sha256)).map(photo => photo.sha256)
  await withJournal((journal, account) => journal.letGo(account, through, wanted))
}
