/** What lets this phone speak for its person: its id, and a token kept in its own store. */
import { alone } from './alone'
import { boxed } from './box'
import { notePerson } from './copies'
import { withDatabase } from './database'
import { readMeta, writeMeta } from './meta'
import { correctClock } from '../words/clock'
export { readToken } from './token'
import type { Hold } from '../rules/waiting'

export async function keepToken(token: string): Promise<void> {
  const sealed = await boxed(token, 'token')
  await withDatabase(db => db.put('keys', sealed, 'token'))
  await alone(notePerson)
}

export function readDevice(): Promise<string | undefined> {
  return readMeta('device')
}

/** How far this phone's clock is off; told in every operation, and kept for a start without signal. */
export async function keepSkew(skew: number): Promise<void> {
  correctClock(skew)
  await writeMeta('skew_ms', skew)
}

export async function keepBeacon(beacon: string): Promise<void> {
  await writeMeta('beacon', beacon)
  await writeMeta('door_beacon', null)
}

/** Scanned where there is no signal; the server's next one takes its place. */
export async function keepDoorBeacon(beacon: string): Promise<void> {
  await writeMeta('door_beacon', beacon)
}

export async function readHold(): Promise<Hold | null> {
  return (await readMeta('hold')) ?? null
}

export async function putHold(hold: Hold | null): Promise<void> {
  await writeMeta('hold', hold)
}
