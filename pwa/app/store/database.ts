/** One IndexedDB database per account: opened once, opened again when the browser drops it. */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb'
import type { BlobClaim } from '../rules/operations'
import { blocked, outdated } from './blocked'
import type { Meta } from './meta'
import type { Sealed } from './sealing'

export interface StoredOperation {
  dseq: number
  id: string
  entity_id: string
  /** The exact text that is chained and sent; never made again from its parts. */
  sealed?: Sealed
  /** The same unsealed, as the first version of this store wrote it; such rows stay as they are. */
  text?: string
  digest: string
  head: string
}

export interface Waiting {
  dseq: number
  state: 'ready' | 'quarantined' | 'left' | 'conflict'
  code: string | null
}

export interface StoredRecord {
  entity: string
  id: string
  feed: string | null
  rev: number
  /** The number of the complete pull that brought it; see pulled.ts. */
  generation: number
  sealed?: Sealed
  /** Reference lists are public; a visit stands here unsealed only where the first version wrote it. */
  data?: unknown
}

/** Bytes as the first version kept them, or sealed. */
export type Kept = ArrayBuffer | { sealed: Sealed }

/** An operation that lost its place in the chain to another with its number; kept for the export. */
export interface Stray {
  digest: string
  sealed: Sealed
}

export interface Photo extends BlobClaim {
  visit: string
  /** The operation that names it; photos follow their operation. */
  dseq: number
  state: 'ready' | 'stored' | 'damaged'
  sent: number
  /** The small picture has gone ahead. */
  previewed?: boolean
  taken_at: string
}

export interface Schema extends DBSchema {
  meta: { key: keyof Meta; value: Meta[keyof Meta] }
  operations: { key: number; value: StoredOperation; indexes: { id: string } }
  outbox: { key: number; value: Waiting }
  records: { key: [string, string]; value: StoredRecord; indexes: { entity: string } }
  photos: { key: string; value: Photo }
  blobs: { key: string; value: Kept }
  thumbnails: { key: string; value: Kept }
  drafts: { key: string; value: string | Sealed }
  keys: { key: string; value: string | Sealed | CryptoKey | Uint8Array }
  strays: { key: string; value: Stray }
}

export type Store = StoreNames<Schema>
export type Transaction = IDBPTransaction<Schema, Store[], 'readwrite'>

const VERSION = 2

let account: string | null = null
let handle: Promise<IDBPDatabase<Schema>> | null = null

/** From now on everything is read from and written to this account's database. */
export async function useAccount(id: string): Promise<void> {
  await closeDatabase()
  account = id
  await database()
}

export async function closeDatabase(): Promise<void> {
  const open = handle
  handle = null
  account = null
  ;(await open?.catch(() => null))?.close()
}

/** Its name in the browser. */
export function databaseOf(id: string): string {
  return `mashang-${id}`
}

export function openedAccount(): string | null {
  return account
}

/** All or nothing, and on the disk before it returns. */
export function inTransaction<T>(stores: Store[], work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return withDatabase(async db => {
    const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' }) as Transaction
    try {
      const result = await work(transaction)
      await transaction.done
      return result
    } catch (problem) {
      await giveUp(transaction)
      throw transaction.error ?? problem
    }
  })
}

/** WebKit drops the connection while the app is in the background: the same work is tried once on a new one. */
export async function withDatabase<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  try {
    return await work(await database())
  } catch (problem) {
    if (!isLostHandle(problem)) throw problem
    handle = null
    return work(await database())
  }
}

function database(): Promise<IDBPDatabase<Schema>> {
  if (account === null) throw new Error('no account is open on this phone')
  handle ??= open(account).then(opened => {
    blocked.value = false
    return opened
  }, problem => {
    handle = null
    outdated.value = (problem as Error).name === 'VersionError'
    throw problem
  })
  return handle
}

function open(id: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(databaseOf(id), VERSION, {
    upgrade(db, before) {
      if (before < 1) firstStores(db)
      if (before < 2) db.createObjectStore('strays', { keyPath: 'digest' })
    },
    blocked: () => void (blocked.value = true),
    blocking(_now, _wanted, event) {
      handle = null
      ;(event.target as IDBDatabase).close()
    },
    terminated() {
      handle = null
    },
  })
}

/** Versions only add stores: what waits to be sent is never rewritten. */
function firstStores(db: IDBPDatabase<Schema>): void {
  for (const name of ['meta', 'blobs', 'thumbnails', 'drafts', 'keys'] as const) db.createObjectStore(name)
  db.createObjectStore('operations', { keyPath: 'dseq' }).createIndex('id', 'id', { unique: true })
  db.createObjectStore('outbox', { keyPath: 'dseq' })
  db.createObjectStore('photos', { keyPath: 'sha256' })
  db.createObjectStore('records', { keyPath: ['entity', 'id'] }).createIndex('entity', 'entity')
}

async function giveUp(transaction: Transaction): Promise<void> {
  const ended = transaction.done.catch(() => undefined)
  try {
    transaction.abort()
  } catch {
    // It had ended already; only its outcome is awaited.
  }
  await ended
}

function isLostHandle(problem: unknown): boolean {
  const name = problem instanceof DOMException || problem instanceof Error ? problem.name : ''
  return ['InvalidStateError', 'UnknownError', 'AbortError'].includes(name)
}
