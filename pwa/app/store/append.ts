/** The one place where an operation comes into being: numbered, chained and written with the change it tells of. */
import { nextHead, operationDigest } from '../rules/chain'
import { localTime } from '../rules/localTime'
import type { BlobClaim, Bodies, Kind, Operation } from '../rules/operations'
import type { Store, Transaction } from './database'
import { metaIn, untouchedOr } from './meta'

export const APPEND_STORES: Store[] = ['meta', 'operations', 'outbox', 'records']

const BOOT = Math.random().toString(36).slice(2, 6).padEnd(4, '0')

export interface Entry<K extends Kind> {
  /** Made before the transaction, so that trying the same work again appends nothing twice. */
  id: string
  kind: K
  body: Bodies[K]
  blobs: BlobClaim[]
}

/** Appends the operation and returns its number; an id that is there already keeps its number. */
export async function append<K extends Kind>(transaction: Transaction, entry: Entry<K>): Promise<number> {
  const operations = transaction.objectStore('operations')
  const there = await operations.index('id').getKey(entry.id)
  if (there !== undefined) return there
  const chain = await untouchedOr(transaction, 'chain')
  const dseq = chain.dseq + 1
  const text = JSON.stringify(await envelope(transaction, entry, dseq, chain.digest))
  const digest = operationDigest(text)
  const head = nextHead(chain.head, digest)
  await operations.add({ dseq, id: entry.id, entity_id: entry.body.visit, text, digest, head })
  await transaction.objectStore('outbox').add({ dseq, state: 'ready', code: null })
  await metaIn(transaction).put('chain', { dseq, head, digest })
  return dseq
}

async function envelope<K extends Kind>(
  transaction: Transaction, entry: Entry<K>, dseq: number, prev: string,
): Promise<Operation<K>> {
  const meta = metaIn(transaction)
  const [me, device, skew] = [await meta.get('me'), await meta.get('device'), await meta.get('skew_ms')]
  if (!me?.inspector || !device) throw new Error('only a signed-in inspector records')
  const record = await transaction.objectStore('records').get(['visit', entry.body.visit])
  return {
    v: 1, id: entry.id, device, dseq, prev, kind: entry.kind, entity: 'visit', entity_id: entry.body.visit,
    base_rev: record?.rev || null, schema: 1, made_at: localTime(), mono: Math.round(performance.now()), boot: BOOT,
    skew_ms: skew ?? null, account: me.account.id, agency: me.inspector.agency, blobs: entry.blobs, body: entry.body,
  }
}
