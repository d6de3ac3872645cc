/** The server's chain over each feed, followed as far as a coalesced pull lets one: whoever stands at the same number has the same digest. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { START } from './chain'

/** The last change seen of a feed; `digest` is null where changes in between were left out. */
export interface FeedEnd {
  n: number
  digest: string | null
}

export type FeedEnds = Record<string, FeedEnd>

export interface Link {
  f: string
  n?: number
  e?: string
  id?: string
  rev?: number
  op: string
}

/** Both digests of a feed at one number, where they differ. */
export interface Apart {
  n: number
  ours: string
  theirs: string
}

/** The feeds' new ends, and the feeds whose digest is not the server's. */
export function follow(before: FeedEnds, changes: Link[], digests: Record<string, string>): { ends: FeedEnds; apart: Record<string, Apart> } {
  const ends: FeedEnds = { ...before }
  for (const change of changes) {
    if (change.op === 'gone') delete ends[change.f]
    else ends[change.f] = after(ends[change.f] ?? { n: 0, digest: START }, change)
  }
  const apart = Object.fromEntries(Object.entries(digests).flatMap(([feed, theirs]) => {
    const { n = 0, digest: ours = null } = ends[feed] ?? {}
    return ours && ours !== theirs ? [[feed, { n, ours, theirs }]] : []
  }))
  for (const [feed, digest] of Object.entries(digests)) ends[feed] = { n: ends[feed]?.n ?? 0, digest }
  return { ends, apart }
}

function after(end: FeedEnd, { f, n = 0, e, id, rev, op }: Link): FeedEnd {
  if (end.digest === null || n !== end.n + 1) return { n, digest: null }
  const line = utf8ToBytes(JSON.stringify([f, n, e, id, rev, op]))
  const joined = new Uint8Array(32 + line.length)
  joined.set(hexToBytes(end.digest), 0)
  joined.set(line, 32)
  return { n, digest: bytesToHex(sha256(joined)) }
}
