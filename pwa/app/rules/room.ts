/** How much room the browser gives, and what that allows: text goes on to the end, photos stop before it. */

export type Room = 'enough' | 'short' | 'full'

export interface Estimate {
  usage?: number
  quota?: number
}

const SHORT = 0.8
const FULL = 0.95
/** A photo lies in both copies. */
const COPIES = 2

export function filled({ usage, quota }: Estimate): number | null {
  return usage === undefined || !quota ? null : usage / quota
}

/** `more` bytes are about to be kept. */
export function room({ usage = 0, quota = 0 }: Estimate, more = 0): Room {
  if (quota === 0) return 'enough'
  const share = (usage + more * COPIES) / quota
  return share >= FULL ? 'full' : share >= SHORT ? 'short' : 'enough'
}
