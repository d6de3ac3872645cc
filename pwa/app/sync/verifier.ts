/** Fetches what a manager's phone verifies with, while there is signal. */
import { accepted, type SignedList } from '../rules/keyList'
import { forgetTold, keep, keepPlace, readKept, type Place } from '../store/verifier'
import { asJson, fetchWithin } from './patience'

/** `refused`: the list is not signed by a key this phone knows; `insecure`: the browser lends no cryptography here. */
export type Fetched = 'fetched' | 'no_signal' | 'refused' | 'unknown_door' | 'insecure'

export async function fetchAll(door: string | null): Promise<Fetched> {
  if (!globalThis.isSecureContext) return 'insecure'
  try {
    const list = await fetchList()
    return list === 'fetched' && door ? await fetchPlace(door) : list
  } catch {
    return 'no_signal'
  }
}

/** A person's own decision, for when the platform has said that its keys are new. */
export function forgetKeys(): void {
  keep({ trusted: null })
}

async function fetchList(): Promise<Fetched> {
  const begun = Date.now()
  const told = await data<SignedList>('/api/visit-codes/keys')
  if (!told) return 'no_signal'
  const trusted = await accepted(told, readKept().trusted)
  if (!trusted) return 'refused'
  keep({ trusted, ahead: Math.round((begun + Date.now()) / 2000) - trusted.issued_at })
  return 'fetched'
}

async function fetchPlace(door: string): Promise<Fetched> {
  const place = await data<Place>(`/api/visit-codes/places/${encodeURIComponent(door)}`)
  if (!place) return 'unknown_door'
  keepPlace(place)
  return 'fetched'
}

async function data<T>(path: string): Promise<T | null> {
  const answer = await fetchWithin(path)
  const isOurs = answer.headers.get('Content-Type')?.includes('application/json')
  return answer.ok && isOurs ? ((await answer.json()) as T) : null
}

/** What the platform knows of whoever showed a code: a photo in base64, and whether he is elsewhere, too. */
export interface Told {
  face: string | null
  elsewhere: boolean
}

/** Tells the platform of a code that was believed; null without signal, and it is told later. */
export async function tell(digits: string): Promise<Told | null> {
  try {
    const answer = await fetchWithin('/api/visit-codes/seen', asJson({ code: digits }))
    if (!answer.ok) return null
    forgetTold(digits)
    return (await answer.json()) as Told
  } catch {
    return null
  }
}

/** What was believed without signal, one after the other. */
export async function tellAll(): Promise<void> {
  for (const digits of readKept().untold) await tell(digits)
}
