/** Judges a scanned or typed code with what this phone keeps. */
import { sameness } from '../../rules/visitCode'
import { verdict, type Verdict } from '../../rules/verifying'
import { keepSeen, placeOf, readKept } from '../../store/verifier'

/** Null where this phone holds no list or place yet. */
export async function judge(text: string, challenge: number | null): Promise<Verdict | null> {
  const kept = readKept()
  const { trusted, ahead, seen } = kept
  const place = placeOf(kept)
  if (!trusted || !place) return null
  const now = Math.floor(Date.now() / 1000) - ahead
  const found = await verdict(text, { trusted, now, credit_code: place.credit_code, premises: place.premises, challenge, seen })
  if (found.code && (found.reason === 'genuine' || found.reason === 'no_plan')) keepSeen(sameness(found.code), digitsIn(text))
  return found
}

/** The digits behind the address that codes begin with. */
export function digitsIn(text: string): string {
  return text.replace(/.*\//, '')
}

/** The code is good as far as it goes, but it was made before the number was entered. */
export function isUnanswered({ reason, code }: Verdict): boolean {
  return reason === 'other_challenge' && code?.challenge === null
}

/** Six digits nobody can foresee. */
export function newChallenge(): number {
  const [random] = crypto.getRandomValues(new Uint32Array(1))
  return random! % 1_000_000
}

export function challengeInWords(challenge: number): string {
  return String(challenge).padStart(6, '0').replace(/(...)/, '$1 ')
}
