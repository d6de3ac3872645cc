// What the server says about a visit's entries, checked on the phone of whoever was inspected, without trusting the server.
import { fromBase64, sha256, toBase64, utf8 } from './logBytes'
import { isSigned, readNote, readState } from './logNote'
import { isBeginning, isIncluded, leafHash, type State } from './logTree'

/** An entry with what opens its leaf; without salt and body only its commitment is told. */
export interface ProvedEntry { place: number, salt?: string, body?: string, commitment?: string, path: string[] }
export interface Proof { checkpoint: string, key: string, growth: string[], entries: ProvedEntry[], counts: ProvedEntry[] }
export interface Kept { origin: string, size: number, root: string }
export interface Outcome {
  state: State
  /** Whether the log's key has signed; null where the browser cannot tell. */
  signed: boolean | null
  /** Whether what was kept is a beginning of it; null where nothing of this log was kept. */
  grown: boolean | null
  /** How many entries stand in it as they were shown, of how many. */
  included: number
  all: number
  /** How many visits the enterprise has had by the numbers in the log, and which of the last ones were not told. */
  visits: number
  gaps: number[]
}

const MOST_COUNTS = 50

export async function prove(proof: Proof, kept: Kept | null): Promise<Outcome> {
  const note = readNote(proof.checkpoint)
  const state = readState(note.text)
  const checks = await Promise.all(proof.entries.map(entry => stands(entry, state)))
  const counts = await Promise.all(proof.counts.map(entry => stands(entry, state)))
  return {
    state, signed: await isSigned(note, proof.key), grown: await follows(kept, state, proof.growth),
    included: checks.filter(Boolean).length, all: checks.length, ...counted(proof.counts.filter((_, at) => counts[at])),
  }
}

/** Every visit that begins takes its enterprise's next number: one that was kept from it leaves a gap. */
function counted(counts: ProvedEntry[]) {
  const told = counts.map(({ body }) => JSON.parse(body!) as { kind: string, body: { number: number } })
  const numbers = told.filter(({ kind }) => kind === 'visit.counted').map(({ body }) => body.number)
  const visits = Math.max(0, ...numbers)
  const first = numbers.length < MOST_COUNTS ? 1 : Math.min(...numbers)
  const expected = Array.from({ length: visits - first + 1 }, (_, at) => first + at)
  return { visits, gaps: expected.filter(number => !numbers.includes(number)) }
}

export const keep = (state: State): Kept => ({ origin: state.origin, size: state.size, root: toBase64(state.root) })

async function stands(entry: ProvedEntry, state: State) {
  const commitment = entry.commitment === undefined
    ? await sha256(fromBase64(entry.salt!), utf8(entry.body!)) : fromBase64(entry.commitment)
  return isIncluded(await leafHash(commitment), entry.place, state.size, entry.path.map(fromBase64), state.root)
}

async function follows(kept: Kept | null, state: State, growth: string[]) {
  if (!kept || kept.origin !== state.origin) return null
  const old = { origin: kept.origin, size: kept.size, root: fromBase64(kept.root) }
  return isBeginning(old, state, growth.map(fromBase64))
}
