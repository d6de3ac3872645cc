/** Why a round of sending ended early. Nothing is lost by any of them: what was not confirmed is sent again. */

export type Why =
  | 'unreachable' | 'portal' | 'busy' | 'auth' | 'device_unknown' | 'revoked' | 'upgrade'
  | 'gap' | 'parted' | 'fork' | 'epoch' | 'too_large' | 'refused' | 'mismatch' | 'undeclared' | 'stands' | 'unsigned'

export interface Facts {
  expect?: number
  /** The first operation not known to be on the server. */
  dseq?: number
  epoch?: string
}

export class Stopped extends Error {
  constructor(readonly why: Why, readonly facts: Facts = {}, readonly retryAfter = 0) {
    super(why)
  }
}

const BY_STATUS: Record<number, Why> = { 400: 'too_large', 401: 'auth', 413: 'too_large', 426: 'upgrade' }
const BY_CODE: Record<string, Why> = {
  gap: 'gap', fork: 'parted', epoch: 'epoch', bad_chain: 'fork', hash_mismatch: 'mismatch', chunk_mismatch: 'mismatch',
  undeclared: 'undeclared', bad_signature: 'unsigned',
  device_unknown: 'device_unknown', device_revoked: 'revoked', device_stands: 'stands',
}

/** What our server's refusal means for the queue. */
export function refusal(status: number, problem: { code?: string; facts?: Facts } & Facts, retryAfter: number): Stopped {
  const why = BY_CODE[problem.code ?? ''] ?? BY_STATUS[status] ?? 'busy'
  return new Stopped(why, { ...problem, ...problem.facts }, retryAfter)
}
