/** The few single values an account's database keeps. */
import { START } from '../rules/chain'
import type { Apart, FeedEnds } from '../rules/feedChain'
import type { Me } from '../rules/records'
import type { Hold } from '../rules/waiting'
import { withDatabase, type Transaction } from './database'

export interface Meta {
  me: Me
  device: string
  /** The last operation made here: its number, the head after it, its digest. */
  chain: { dseq: number; head: string; digest: string }
  /** The last operation let go after its month; the chain on this phone begins behind it. */
  base: { dseq: number; head: string; digest: string }
  /** What the server has confirmed with our own head. */
  acked: { dseq: number; at: string | null }
  cursor: unknown
  epoch: string
  /** Whose receipts count in this epoch, and the last of them: what the server has signed that it holds. */
  receipts_by: { epoch: string; key: string }
  receipt: object
  /** Where each feed stands by the server's digests. */
  feeds: FeedEnds
  /** When a new device's chain was begun, because the server knew the old one further, and how many operations went along. */
  rechained: { at: string; moved: number }
  /** The journal still holds a chain that was given up; it is emptied before it is looked at. */
  anew: boolean
  /** When the records did not fit the server's digest and were pulled anew. */
  repulled: string
  /** What did not fit, until the server has been told. */
  apart: Record<string, Apart> | null
  /** Records the server took back while they had operations it lacked; they go when it has them. */
  leaving: [entity: string, id: string][]
  /** The operations a complete pull has shown us back, and when; the pull under way and the last complete one. */
  pulled: { through: number; at: string | null; generation: number; complete: number }
  hold: Hold | null
  /** For how many days without word from the server what was pulled may be shown. */
  lease_days: number
  skew_ms: number | null
  /** What the server gave out last, and what was scanned at a door since: what contains them is not older than they are. */
  beacon: string
  door_beacon: string | null
}

export const UNTOUCHED: Pick<Meta, 'chain' | 'base' | 'acked' | 'pulled'> = {
  chain: { dseq: 0, head: START, digest: START },
  base: { dseq: 0, head: START, digest: START },
  acked: { dseq: 0, at: null },
  pulled: { through: 0, at: null, generation: 0, complete: 0 },
}

export function readMeta<K extends keyof Meta>(key: K): Promise<Meta[K] | undefined> {
  return withDatabase(db => db.get('meta', key) as Promise<Meta[K] | undefined>)
}

export async function writeMeta<K extends keyof Meta>(key: K, value: Meta[K]): Promise<void> {
  await withDatabase(db => db.put('meta', value, key))
}

/** The same inside a transaction. */
export function metaIn(transaction: Transaction) {
  const meta = transaction.objectStore('meta')
  return {
    get: <K extends keyof Meta>(key: K) => meta.get(key) as Promise<Meta[K] | undefined>,
    put: <K extends keyof Meta>(key: K, value: Meta[K]) => meta.put(value, key),
  }
}

export async function untouchedOr<K extends keyof typeof UNTOUCHED>(
  transaction: Transaction, key: K,
): Promise<(typeof UNTOUCHED)[K]> {
  return ((await transaction.objectStore('meta').get(key)) as (typeof UNTOUCHED)[K] | undefined) ?? UNTOUCHED[key]
}
