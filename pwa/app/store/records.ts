/** The server's records on this phone: visits and people sealed, public lists as they are. */
import type { Visit } from '../rules/records'
import { boxed, unboxed } from './box'
import { withDatabase, type StoredRecord, type Transaction } from './database'

const SEALED = new Set(['visit', 'agency_visit', 'colleague', 'quiet_period'])

/** What is not public is sealed before the transaction that stores it. */
export async function sealedRow(row: StoredRecord): Promise<StoredRecord> {
  if (!SEALED.has(row.entity)) return row
  const { data, ...rest } = row
  return { ...rest, sealed: await boxed(JSON.stringify(data), about(row)) }
}

export async function openRow(row: StoredRecord): Promise<unknown> {
  return row.sealed ? (JSON.parse(await unboxed(row.sealed, about(row))) as unknown) : row.data
}

export async function readVisit(id: string): Promise<Visit | undefined> {
  const row = await withDatabase(db => db.get('records', ['visit', id]))
  return row && ((await openRow(row)) as Visit)
}

/** A visit the server has not sent; the server's record takes its place. */
export function metRow(visit: Visit): Promise<StoredRecord> {
  return sealedRow({ entity: 'visit', id: visit.id, feed: null, rev: 0, generation: 0, data: visit })
}

export async function addMet(transaction: Transaction, row: StoredRecord): Promise<void> {
  const records = transaction.objectStore('records')
  if (!(await records.get([row.entity, row.id]))) await records.add(row)
}

function about({ entity, id }: StoredRecord): string {
  return `record/${entity}/${id}`
}
