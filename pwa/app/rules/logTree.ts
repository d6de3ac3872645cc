// The proofs of the log: that an entry stands in it, and that an older state is its beginning (RFC 9162, 2.1.3.2, 2.1.4.2).
import { sameBytes, sha256 } from './logBytes'

export interface State { origin: string, size: number, root: Uint8Array }

export const leafHash = (commitment: Uint8Array) => sha256(Uint8Array.of(0), commitment)
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right)

/** Whether this leaf hash is that of this place in the tree of this root. */
export async function isIncluded(leaf: Uint8Array, place: number, size: number, path: Uint8Array[], root: Uint8Array) {
  if (!(place >= 0 && place < size)) return false
  let found = leaf
  const steps = climbing(place, size - 1, path.length)
  if (!steps) return false
  for (const [index, onTheLeft] of steps.entries()) {
    found = onTheLeft ? await nodeHash(path[index]!, found) : await nodeHash(found, path[index]!)
  }
  return sameBytes(found, root)
}

/** Whether the older state is the beginning of the newer; of an empty log nothing can be shown. */
export async function isBeginning(old: State, now: State, proof: Uint8Array[]) {
  if (old.origin !== now.origin || !(old.size > 0 && old.size <= now.size)) return false
  if (old.size === now.size) return !proof.length && sameBytes(old.root, now.root)
  const whole = Number.isInteger(Math.log2(old.size))
  const [start, ...path] = whole ? [old.root, ...proof] : proof
  let [number, last] = [old.size - 1, now.size - 1]
  while (number % 2) [number, last] = [half(number), half(last)]
  const steps = climbing(number, last, path.length)
  if (!start || !proof.length || !steps) return false
  let [before, after] = [start, start]
  for (const [index, onTheLeft] of steps.entries()) {
    const beside = path[index]!
    if (onTheLeft) before = await nodeHash(beside, before)
    after = onTheLeft ? await nodeHash(beside, after) : await nodeHash(after, beside)
  }
  return sameBytes(before, old.root) && sameBytes(after, now.root)
}

/** On which side each hash of a path belongs; nothing where the path has another length than it must have. */
function climbing(number: number, last: number, length: number) {
  const sides: boolean[] = []
  for (; sides.length < length; [number, last] = [half(number), half(last)]) {
    if (last === 0) return null
    const onTheLeft = number % 2 === 1 || number === last
    sides.push(onTheLeft)
    while (onTheLeft && number % 2 === 0 && number) [number, last] = [half(number), half(last)]
  }
  return last === 0 ? sides : null
}

// Not >> 1: a log may have more entries than 32 bits count.
const half = (number: number) => Math.floor(number / 2)
