/** What a manager's phone keeps to verify visit codes without signal: its places, the list of keys, the codes it has seen. */
import type { Trusted } from '../rules/verifying'

/** Premises this phone verifies for, as the door's page tells them. */
export interface Place {
  door: string
  name: string
  credit_code: string
  premises: number
  premises_name: string
  address: string
  /** Who is known to come, for whoever is signed in for the enterprise: badge number and a small photo in base64. */
  faces?: { badge: string, photo: string }[]
}

export interface Kept {
  places: Place[]
  /** The door of the place chosen last. */
  door: string
  trusted: Trusted | null
  /** How far this phone's clock is ahead of the server's, in seconds. */
  ahead: number
  seen: string[]
  /** Codes that were believed and of which the platform does not know yet. */
  untold: string[]
}

const NAME = 'mashang.verify'
const NOTHING: Kept = { places: [], door: '', trusted: null, ahead: 0, seen: [], untold: [] }
const MOST_SEEN = 500
const MOST_UNTOLD = 20

export function readKept(): Kept {
  return { ...NOTHING, ...(JSON.parse(localStorage.getItem(NAME) ?? '{}') as Partial<Kept>) }
}

/** The place this phone verifies for. */
export function placeOf({ places, door }: Kept): Place | undefined {
  return places.find(one => one.door === door)
}

export function keep(news: Partial<Kept>): Kept {
  const kept = { ...readKept(), ...news }
  localStorage.setItem(NAME, JSON.stringify(kept))
  return kept
}

export function keepPlace(place: Place): Kept {
  const others = readKept().places.filter(({ door }) => door !== place.door)
  return keep({ places: [place, ...others], door: place.door })
}

/** A code that was believed once is not believed again on this phone; the platform is told of it. */
export function keepSeen(code: string, digits: string): Kept {
  const { seen, untold } = readKept()
  return keep({ seen: [...seen, code].slice(-MOST_SEEN), untold: [...untold, digits].slice(-MOST_UNTOLD) })
}

export function forgetTold(digits: string): void {
  keep({ untold: readKept().untold.filter(one => one !== digits) })
}
