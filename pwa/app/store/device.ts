/** What lets this phone speak for its person: its id, and a token kept in its own store. */
import { withDatabase } from './database'
import { readMeta, writeMeta } from './meta'
import { correctClock } from '../words/clock'
import type { Hold } from '../rules/waiting'

export function readToken(): Promise<string | undefined> {
  return withDatabase(db => db.get('keys', 'token'))
}

export async function keepToken(token: string): Promise<void> {
  await withDatabase(db => db.put('keys', token, 'token'))
}

export function readDevice(): Promise<string | undefined> {
  return readMeta('device')
}

/** How far this phone's clock is off; told in every operation, and kept for a start without signal. */
export async function keepSkew(skew: number): Promise<void> {
  correctClock(skew)
  await writeMeta('skew_ms', skew)
}

export async function readHold(): Promise<Hold | null> {
  return (await readMeta('hold')) ?? null
}

export async function putHold(hold: Hold | null): Promise<void> {
  await writeMeta('hold', hold)
}
