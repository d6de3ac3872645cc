/** What the waiting screen and the status line tell: every operation and photo not yet safely on the server. */
import type { BlobRole } from './records'
import type { Kind, Operation } from './operations'

/** Why nothing can be sent until a person does something. */
export type Hold = 'auth' | 'upgrade' | 'revoked' | 'fork'

export type OperationState =
  | 'ready' | 'sending' | 'held_auth' | 'held_upgrade' | 'held_revoked' | 'held_fork' | 'quarantined' | 'left' | 'conflict'

/** `damaged`: the bytes on the phone no longer match their digest. */
export type PhotoState = 'ready' | 'uploading' | 'held_auth' | 'held_upgrade' | 'held_revoked' | 'held_fork' | 'damaged'

interface WaitingItem {
  visit: string
  visit_name: string
  made_at: string
  /** The server's code for a state a person should know about. */
  code: string | null
}

export type OutboxItem =
  | (WaitingItem & { type: 'operation'; dseq: number; kind: Kind; operation: Operation; state: OperationState })
  | (WaitingItem & { type: 'photo'; sha256: string; role: BlobRole; size: number; sent: number; state: PhotoState })

/**
 * `sign_in`, `update`, `revoked`, `fork`: a hold. `server`: the server answered that it cannot now.
 * `portal`: something else than our server answered. `refused`: it cannot read one of our operations. `storage`: the last save did not succeed.
 */
export type Problem = 'sign_in' | 'update' | 'revoked' | 'fork' | 'server' | 'portal' | 'refused' | 'storage'

export interface SyncState {
  /** False only when the last save failed; a screen must then not say "saved". */
  savedOnDevice: boolean
  /** Operations and photos not yet on the server. */
  waiting: number
  /** When the oldest waiting operation was made. */
  waitingSince: string | null
  sending: boolean
  /** ISO moment of the last acknowledged upload. */
  lastUploadAt: string | null
  /** ISO moment of the last complete pull. */
  lastPullAt: string | null
  /** After so many days without word from the server what it had sent is not shown any more; null while it is. */
  leaseEndedAfter: number | null
  /** Decided by the last answer of our server; null before the first try. */
  online: boolean | null
  /** When the visits did not fit the server's digest and were fetched anew; null if they always did. */
  repulledAt: string | null
  /** When this phone began anew beside the server's further state of it, and how many operations it numbered again. */
  rechained: { at: string; moved: number } | null
  /** Whether the browser promised not to clear this app's storage by itself; null before it was asked. */
  persisted: boolean | null
  problem: Problem | null
}
