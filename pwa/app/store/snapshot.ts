/** What the visits and the waiting list are told from, as of one moment and in two questions. */
import { LEASE_DAYS, leaseHasEnded } from '../rules/lease'
import { withDatabase, type Photo, type StoredOperation, type Waiting } from './database'
import { UNTOUCHED, type Meta } from './meta'

type Told = Partial<Pick<Meta, 'hold' | 'acked' | 'pulled' | 'repulled' | 'rechained' | 'lease_days'>>

export interface Snapshot extends Told {
  waiting: Waiting[]
  /** Those that wait, and all the server's records do not show yet. */
  operations: Map<number, StoredOperation>
  photos: Photo[]
}

export function readSnapshot(): Promise<Snapshot> {
  return withDatabase(async db => {
    const transaction = db.transaction(['meta', 'outbox', 'operations', 'photos'])
    const meta = transaction.objectStore('meta')
    const stored = transaction.objectStore('operations')
    const [hold, acked, pulled, repulled, rechained, lease_days, waiting, photos] = await Promise.all([
      meta.get('hold'), meta.get('acked'), meta.get('pulled'), meta.get('repulled'), meta.get('rechained'), meta.get('lease_days'),
      transaction.objectStore('outbox').getAll(), transaction.objectStore('photos').getAll(),
    ])
    const told = { hold, acked, pulled, repulled, rechained, lease_days } as Told
    const { through } = told.pulled ?? UNTOUCHED.pulled
    const [newer, ...older] = await Promise.all([
      stored.getAll(IDBKeyRange.lowerBound(through, true)),
      ...waiting.filter(({ dseq }) => dseq <= through).map(({ dseq }) => stored.get(dseq)),
    ])
    const found = [...older.filter(row => row !== undefined), ...newer]
    return { ...told, waiting, photos, operations: new Map(found.map(row => [row.dseq, row])) }
  })
}

/** Operations the server's records do not show yet, and those it set aside: on this phone they count until somebody decides. */
export function ownOperations({ pulled, waiting, operations }: Snapshot): StoredOperation[] {
  const { through } = pulled ?? UNTOUCHED.pulled
  const decided = waiting.filter(({ state, dseq }) => state === 'left' || (state === 'conflict' && dseq <= through))
  const not = new Set(decided.map(({ dseq }) => dseq))
  return [...operations.values()].filter(({ dseq }) => !not.has(dseq))
}

/** What was pulled is not shown any more; what was recorded here is. */
export function leaseEnded({ pulled, lease_days }: Snapshot): boolean {
  return leaseHasEnded(pulled?.at ?? null, lease_days ?? LEASE_DAYS, Date.now())
}
