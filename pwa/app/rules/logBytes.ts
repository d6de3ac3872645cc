// Bytes as the log's proofs need them.
import { join, type Bytes } from './bytes'

export async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)))
}

export const sameBytes = (one: Uint8Array, other: Uint8Array) => one.length === other.length && one.every((each, at) => each === other[at])

/** Bytes out of base64; raises where it is none. */
export const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), each => each.charCodeAt(0))

export const toBase64 = (data: Uint8Array) => btoa(String.fromCharCode(...data))

export const utf8 = (text: string) => new TextEncoder().encode(text)
