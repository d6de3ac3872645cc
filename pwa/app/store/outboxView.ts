/** The waiting screen's list and the status line's counts, told from what the store holds. */
import { LEASE_DAYS } from '../rules/lease'
import { differs } from '../rules/visitState'
import type { Visit } from '../rules/records'
import type { Hold, OutboxItem, Problem, SyncState } from '../rules/waiting'
import { openedOperation } from './opened'
import { leaseEnded, type Snapshot } from './snapshot'

type OperationItem = Extract<OutboxItem, { type: 'operation' }>
type PhotoItem = Extract<OutboxItem, { type: 'photo' }>

const PROBLEM_OF: Record<Hold, Problem> = { auth: 'sign_in', upgrade: 'update', revoked: 'revoked', fork: 'fork' }

const HELD = new Set<Problem>(Object.values(PROBLEM_OF))

/** What is on the wire at this moment: the last number of the batch, or a photo. */
export const wire: { through: number; photo: string | null } = { through: 0, photo: null }

/** `before` is what was told last: a hold of another person, or one that has ended, is not told on. */
export async function readOutbox(
  snapshot: Snapshot, visits: Visit[], before: Problem | null,
): Promise<{ items: OutboxItem[]; news: Partial<SyncState> }> {
  const { hold = null, acked, pulled, repulled, rechained, lease_days = LEASE_DAYS } = snapshot
  const ended = leaseEnded(snapshot)
  const operations = await waitingOperations(snapshot, visits)
  const photos = waitingPhotos(snapshot, visits)
  const unsent = [...operations.filter(item => !['quarantined', 'left', 'conflict'].includes(item.state)), ...photos]
  const news: Partial<SyncState> = {
    waiting: unsent.length,
    waitingSince: unsent.map(item => item.made_at).sort((one, other) => Date.parse(one) - Date.parse(other))[0] ?? null,
    lastUploadAt: acked?.at ?? null,
    lastPullAt: ended ? null : (pulled?.at ?? null),
    leaseEndedAfter: ended ? lease_days : null,
    repulledAt: repulled ?? null,
    rechained: rechained ?? null,
    problem: hold ? PROBLEM_OF[hold] : before && HELD.has(before) ? null : before,
  }
  return { items: [...operations, ...photos], news }
}

async function waitingOperations({ hold, waiting, operations }: Snapshot, visits: Visit[]): Promise<OperationItem[]> {
  const rows = waiting.map(row => ({ ...row, stored: operations.get(row.dseq) }))
  const opened = await Promise.all(rows.map(({ stored }) => (stored ? openedOperation(stored) : null)))
  return rows.flatMap(({ dseq, state, code, stored }, at) => {
    const operation = opened[at]
    if (!stored || !operation) return []
    if (state === 'conflict' && !differs(visits.find(visit => visit.id === stored.entity_id), operation)) return []
    const shown = state !== 'ready' ? state : hold ? (`held_${hold}` as const) : dseq <= wire.through ? 'sending' : 'ready'
    return [{
      type: 'operation', dseq, kind: operation.kind, operation, state: shown, code, made_at: operation.made_at,
      visit: stored.entity_id, visit_name: nameOf(visits, stored.entity_id),
    }]
  })
}

function waitingPhotos({ hold, photos }: Snapshot, visits: Visit[]): PhotoItem[] {
  return photos.filter(photo => photo.state !== 'stored').map(photo => ({
    type: 'photo', sha256: photo.sha256, role: photo.role, size: photo.size, sent: photo.sent,
    state: photo.state === 'damaged' ? 'damaged'
      : hold ? (`held_${hold}` as const)
      : wire.photo === photo.sha256 ? 'uploading' : 'ready',
    code: null, made_at: photo.taken_at, visit: photo.visit, visit_name: nameOf(visits, photo.visit),
  }))
}

function nameOf(visits: Visit[], id: string): string {
  return visits.find(visit => visit.id === id)?.enterprise.name ?? ''
}
