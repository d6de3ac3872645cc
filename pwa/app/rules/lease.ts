/** How long what was pulled may be shown without word from the server; recording never ends. */

export const LEASE_DAYS = 14

const A_DAY = 86_400_000

/** A clock put back ends nothing. */
export function leaseHasEnded(pulledAt: string | null, days: number, now: number): boolean {
  return pulledAt !== null && now - Date.parse(pulledAt) > days * A_DAY
}
