/** When to send: at once after a save, again after a failure, every minute in front; one tab at a time. */
import { backOff } from '../rules/backOff'
import { beforeSwitch } from '../store/accounts'
import { onChange } from '../store/changes'
import { syncRound } from './round'
import { Stopped } from './stopped'
import { interrupt } from './transport'

const A_MINUTE = 60

let failures = 0
let waitUntil = 0
/** Until then the server asked for patience; only a person's own wish comes before. */
let askedUntil = 0
let timer: ReturnType<typeof setTimeout> | undefined
let running: Promise<void> | null = null
let again = false

/** Tries now, whatever happened before; resolves when the round has ended. */
export function syncNow(): Promise<void> {
  waitUntil = 0
  if (running) again = true
  running ??= run().finally(() => {
    running = null
    if (again) wake()
  })
  return running
}

/** Tries now unless a failure asked for patience; then the timer will. */
export function wake(): void {
  if (Date.now() >= waitUntil) void syncNow()
}

/** An occasion to ask at once, unless the server itself asked to be left alone for a while. */
export function tryNow(): void {
  if (Date.now() >= askedUntil) void syncNow()
}

export function startSync(): void {
  onChange(change => (change === 'saved' || change === 'account') && wake())
  beforeSwitch(endRound)
  // Browsers say "online" when they please; each of these is only an occasion to ask the server.
  addEventListener('online', tryNow)
  addEventListener('pageshow', () => wake())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && tryNow())
  addEventListener('pagehide', interrupt)
  void syncNow()
}

/** Nothing of one person's round may reach another person's store. */
export async function endRound(): Promise<void> {
  interrupt()
  await running?.catch(() => undefined)
}

async function run(): Promise<void> {
  again = false
  clearTimeout(timer)
  let stopped: Stopped | null = new Stopped('busy')
  try {
    stopped = await alone(syncRound)
  } finally {
    planNext(stopped)
  }
}

/** In front, a minute is the longest wait for signal; a server that is busy gets all the time it needs. */
function planNext(stopped: Stopped | null): void {
  failures = stopped ? failures + 1 : 0
  const pause = stopped ? backOff(failures, Math.random(), stopped.retryAfter) : A_MINUTE
  const patient = stopped?.why === 'busy' || globalThis.document?.visibilityState === 'hidden'
  const seconds = patient ? pause : Math.min(pause, A_MINUTE)
  askedUntil = stopped?.retryAfter ? Date.now() + stopped.retryAfter * 1000 : 0
  waitUntil = stopped ? Date.now() + seconds * 1000 : 0
  timer = setTimeout(() => void syncNow(), seconds * 1000)
}

/** One tab sends at a time; a browser without locks has one tab in practice. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks
  return locks ? (locks.request('mashang-sync', work) as Promise<T>) : work()
}
