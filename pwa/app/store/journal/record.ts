/** One record of the journal: `[mark 4][length 4][kind 1][key 32][SHA-256 of the payload 32][payload]`, numbers big-endian. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

export type RecordKind = 'person' | 'operation' | 'photo'

export interface JournalRecord {
  kind: RecordKind
  /** 64 hex digits: of an operation its number and the beginning of its digest, of a photo its SHA-256. */
  key: string
  payload: Uint8Array
}

/** Where a record's payload lies in its file, as its header says. */
export interface Place {
  kind: RecordKind
  key: string
  at: number
  length: number
  digest: Uint8Array
}

export const HEADER = 73
const MARK = [0x4d, 0x53, 0x4a, 0x31]
const KINDS: RecordKind[] = ['person', 'operation', 'photo']
export const MOST_PAYLOAD = 26 * 1024 * 1024

/** Key of an operation: eight digits of its number, then its digest as far as there is room. */
export function operationKey(dseq: number, digest: string): string {
  return dseq.toString(16).padStart(8, '0') + digest.slice(0, 56)
}

export function dseqOf(key: string): number {
  return Number.parseInt(key.slice(0, 8), 16)
}

export function encode({ kind, key, payload }: JournalRecord): Uint8Array {
  const bytes = new Uint8Array(HEADER + payload.length)
  bytes.set(MARK)
  new DataView(bytes.buffer).setUint32(4, payload.length)
  bytes[8] = KINDS.indexOf(kind) + 1
  bytes.set(hexToBytes(key), 9)
  bytes.set(sha256(payload), 41)
  bytes.set(payload, HEADER)
  return bytes
}

/** What a header at this place says, or null where no header can stand. */
export function readHeader(header: Uint8Array, at: number, end: number): Place | null {
  if (header.length < HEADER || MARK.some((byte, place) => header[place] !== byte)) return null
  const length = new DataView(header.buffer, header.byteOffset).getUint32(4)
  const kind = KINDS[header[8]! - 1]
  if (!kind || length > MOST_PAYLOAD || at + HEADER + length > end) return null
  return { kind, key: bytesToHex(header.subarray(9, 41)), at: at + HEADER, length, digest: header.slice(41, HEADER) }
}

export function isWhole(place: Place, payload: Uint8Array): boolean {
  const digest = sha256(payload)
  return payload.length === place.length && place.digest.every((byte, at) => byte === digest[at])
}

/** Where the next mark stands in these bytes, or -1. */
export function nextMark(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(MARK[0]!, from); at >= 0; at = bytes.indexOf(MARK[0]!, at + 1)) {
    if (MARK.every((byte, place) => bytes[at + place] === byte)) return at
  }
  return -1
}
