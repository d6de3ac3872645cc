/** Small pictures of what colleagues photographed: brought while there is signal, seen without. */
import { signal } from '@preact/signals'
import type { Visit } from '../rules/records'
import { daysLater, localDay } from '../words/dates'
import { boxedBytes } from './box'
import { withDatabase } from './database'

const DAYS_BACK = -7

/** Grows with every picture that arrives. */
export const picturesHere = signal(0)

/** Photos of these days' visits that are on the server and of which this phone has nothing. */
export async function picturesWanted(visits: Visit[]): Promise<string[]> {
  const recent = visits.filter(({ state, visit_on }) => state === 'started' || visit_on >= daysLater(localDay(), DAYS_BACK))
  const seen = recent.flatMap(visit => visit.evidence.filter(({ role, stored, preview }) => role === 'evidence' && (stored || preview)))
  const here = new Set(await withDatabase(async db => (await Promise.all([db.getAllKeys('thumbnails'), db.getAllKeys('photos')])).flat()))
  return [...new Set(seen.map(({ sha256 }) => sha256))].filter(sha256 => !here.has(sha256))
}

export async function keepPicture(sha256: string, bytes: ArrayBuffer): Promise<void> {
  const sealed = await boxedBytes(bytes, `thumbnail/${sha256}`)
  await withDatabase(db => db.put('thumbnails', sealed, sha256))
  picturesHere.value++
}

/** Those of this phone's own photos stay, and those of these visits. */
export async function letPicturesGo(visits: Visit[]): Promise<void> {
  const wanted = new Set(visits.flatMap(visit => visit.evidence.map(({ sha256 }) => sha256)))
  await withDatabase(async db => {
    const own = new Set(await db.getAllKeys('photos'))
    const gone = (await db.getAllKeys('thumbnails')).filter(sha256 => !wanted.has(sha256) && !own.has(sha256))
    await Promise.all(gone.map(sha256 => db.delete('thumbnails', sha256)))
  })
}
