/** How long to wait after a failed try: 1, 2, 4 … 300 seconds, spread by half so that phones do not come back together. */

const LONGEST = 300

/** Seconds after the given number of failures in a row (1 = the first); the server's own wish counts if it is longer. */
export function backOff(failures: number, chance: number, retryAfter = 0): number {
  const planned = Math.min(LONGEST, 2 ** (failures - 1))
  return Math.max(retryAfter, planned * (0.5 + chance))
}
