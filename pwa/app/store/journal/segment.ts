/** One file of the journal: what stands in it, and where a crash has torn its end. */
import { readAt, type JournalFile } from './files'
import { HEADER, isWhole, nextMark, readHeader, type Place } from './record'

export interface Segment {
  places: Place[]
  /** The end of the last whole record; what lies behind was never said to be saved. */
  end: number
}

/** Finds every record by the headers; a damaged stretch in the middle is stepped over, the torn end left out. */
export function walk(file: JournalFile): Segment {
  const size = file.getSize()
  const places: Place[] = []
  let at = 0
  while (at < size) {
    const place = headerAt(file, at, size)
    if (place) {
      places.push(place)
      at = place.at + place.length
    } else {
      const next = goOnAfter(file, places, at, size)
      if (next === null) break
      at = next
    }
  }
  dropDamagedEnd(file, places)
  return { places, end: endOf(places) }
}

/** Reads a record's payload, or null if its bytes are no longer what was written. */
export function payloadAt(file: JournalFile, place: Place): Uint8Array | null {
  const payload = readAt(file, place.at, place.length)
  return isWhole(place, payload) ? payload : null
}

/** Cuts what a crash left behind the last whole record. */
export function mend(file: JournalFile): Segment {
  const segment = walk(file)
  if (segment.end < file.getSize()) {
    file.truncate(segment.end)
    file.flush()
  }
  return segment
}

function headerAt(file: JournalFile, at: number, size: number): Place | null {
  return at + HEADER > size ? null : readHeader(readAt(file, at, HEADER), at, size)
}

/** No header here: either the length before is wrong or the header itself; the next whole record counts again. */
function goOnAfter(file: JournalFile, places: Place[], at: number, size: number): number | null {
  const before = places.at(-1)
  if (before && payloadAt(file, before) === null) {
    places.pop()
    return nextWhole(file, before.at - HEADER + 1, size)
  }
  return nextWhole(file, at + 1, size)
}

function nextWhole(file: JournalFile, from: number, size: number): number | null {
  const rest = readAt(file, from, Math.max(0, size - from))
  for (let found = nextMark(rest, 0); found >= 0; found = nextMark(rest, found + 1)) {
    const place = headerAt(file, from + found, size)
    if (place && payloadAt(file, place)) return from + found
  }
  return null
}

function dropDamagedEnd(file: JournalFile, places: Place[]): void {
  const last = places.at(-1)
  if (last && payloadAt(file, last) === null) places.pop()
}

function endOf(places: Place[]): number {
  const last = places.at(-1)
  return last ? last.at + last.length : 0
}
