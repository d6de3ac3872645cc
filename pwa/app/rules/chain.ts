/** The hash chain over a device's operations: whoever holds the last head can notice any change before it. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export const START = '0'.repeat(64)

/** The digest of an operation's exact text. Synchronous, because waiting would end an IndexedDB transaction. */
export function operationDigest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

/** The head after an operation with this digest: SHA-256(head before || digest). */
export function nextHead(head: string, digest: string): string {
  const joined = new Uint8Array(64)
  joined.set(hexToBytes(head), 0)
  joined.set(hexToBytes(digest), 32)
  return bytesToHex(sha256(joined))
}
