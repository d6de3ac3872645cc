/** What time it is: the phone's clock, corrected by what the server last told, so that a wrong one hides no day. */
import { signal } from '@preact/signals'

const WORTH_KNOWING = 60_000

const ahead = signal(0)

/** How far the phone's clock runs ahead of the server's, in milliseconds. */
export function correctClock(skew: number): void {
  if (Math.abs(skew - ahead.peek()) > WORTH_KNOWING) ahead.value = skew
}

export function now(): Date {
  return new Date(Date.now() - ahead.value)
}
