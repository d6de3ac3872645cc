/** The one place where an operation comes into being: numbered and chained, before anything of it is written. */
import { nextHead, operationDigest } from '../rules/chain'
import { localTime } from '../rules/localTime'
import { subjectOf, type BlobClaim, type Bodies, type Kind, type Operation, type Subject } from '../rules/operations'
import type { BlobRole } from '../rules/records'
import { boxed } from './box'
import { withDatabase, type Store, type StoredOperation, type Transaction } from './database'
import { metaIn, UNTOUCHED, untouchedOr, type Meta } from './meta'
import type { TakenPhoto } from './photoBytes'

export const APPEND_STORES: Store[] = ['meta', 'operations', 'outbox']

const BOOT = Math.random().toString(36).slice(2, 6).padEnd(4, '0')

export interface Entry<K extends Kind = Kind> {
  /** Made by the caller, so that trying the same work again appends nothing twice. */
  id: string
  kind: K
  body: Bodies[K]
  photo?: (TakenPhoto & { role: BlobRole }) | null
}

/** An operation that is complete and nowhere yet. */
export interface Made {
  row: StoredOperation
  text: string
  after: Meta['chain']
}

/** Another tab appended between the reading and the writing. */
export class ChainMoved extends Error {}

export function isThere(id: string): Promise<boolean> {
  return withDatabase(async db => (await db.getKeyFromIndex('operations', 'id', id)) !== undefined)
}

export async function make<K extends Kind>(entry: Entry<K>): Promise<Made> {
  const about = subjectOf(entry.body)
  const known = await readKnown(about)
  const after = known.chain ?? UNTOUCHED.chain
  const dseq = after.dseq + 1
  const text = JSON.stringify(envelope(entry, about, known, dseq, after.digest))
  const digest = operationDigest(text)
  const head = nextHead(after.head, digest)
  const sealed = await boxed(text, `operation/${dseq}`)
  return { text, after, row: { dseq, id: entry.id, entity_id: about.id, sealed, digest, head } }
}

/** Inside a transaction: the chain must stand where the operation was made to follow. */
export async function put(transaction: Transaction, { row, after }: Made): Promise<void> {
  const chain = await untouchedOr(transaction, 'chain')
  if (chain.head !== after.head) throw new ChainMoved()
  await transaction.objectStore('operations').add(row)
  await transaction.objectStore('outbox').add({ dseq: row.dseq, state: 'ready', code: null })
  await metaIn(transaction).put('chain', { dseq: row.dseq, head: row.head, digest: row.digest })
}

type Known = Partial<Pick<Meta, 'chain' | 'me' | 'device' | 'beacon'>> & { skew?: number | null; door?: string | null; rev?: number }

/** Everything the envelope tells, in one look. */
function readKnown({ entity, id }: Subject) {
  return withDatabase(async db => {
    const transaction = db.transaction(['meta', 'records'])
    const meta = transaction.objectStore('meta')
    const [chain, me, device, skew, beacon, door, record] = await Promise.all([
      meta.get('chain'), meta.get('me'), meta.get('device'), meta.get('skew_ms'), meta.get('beacon'), meta.get('door_beacon'), transaction.objectStore('records').get([entity === 'code' ? 'code_alias' : entity, id]),
    ])
    return { chain, me, device, skew, beacon, door, rev: record?.rev } as Known
  })
}

function envelope<K extends Kind>(
  entry: Entry<K>, about: Subject, { me, device, skew, beacon, door, rev }: Known, dseq: number, prev: string,
): Operation<K> {
  if (!me?.inspector || !device) throw new Error('only a signed-in inspector records')
  return {
    v: 1, id: entry.id, device, dseq, prev, kind: entry.kind, entity: about.entity, entity_id: about.id,
    base_rev: rev || null, schema: 1, made_at: localTime(), mono: Math.round(performance.now()), boot: BOOT,
    skew_ms: skew ?? null, account: me.account.id, agency: me.inspector.agency,
    beacon: beacon ?? null, ...(door && { door_beacon: door }), blobs: claims(entry), body: entry.body,
  }
}

function claims({ photo }: Entry): BlobClaim[] {
  return photo ? [{ sha256: photo.sha256, size: photo.bytes.byteLength, mime: photo.mime, role: photo.role }] : []
}
