/** What lies on the disk is sealed with AES-256-GCM; what it is about is sealed in with it, so that nothing can be swapped. */

export type Sealed = Uint8Array<ArrayBuffer>

const NONCE = 12

export async function seal(key: CryptoKey, bytes: Uint8Array | ArrayBuffer, about: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE))
  const sealed = await crypto.subtle.encrypt(way(iv, about), key, bytes as BufferSource)
  const whole = new Uint8Array(NONCE + sealed.byteLength)
  whole.set(iv)
  whole.set(new Uint8Array(sealed), NONCE)
  return whole
}

/** Rejects when a single bit has changed, or when it was sealed about something else. */
export async function unseal(key: CryptoKey, whole: Uint8Array, about: string): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt(way(whole.slice(0, NONCE), about), key, whole.slice(NONCE))
}

export function sealText(key: CryptoKey, text: string, about: string): Promise<Sealed> {
  return seal(key, new TextEncoder().encode(text), about)
}

export async function unsealText(key: CryptoKey, whole: Uint8Array, about: string): Promise<string> {
  return new TextDecoder().decode(await unseal(key, whole, about))
}

/** The key cannot be read out again by any script. */
export function keyOf(raw: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw as BufferSource, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

export function newKeyBytes(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32))
}

function way(iv: Uint8Array, about: string): AesGcmParams {
  return { name: 'AES-GCM', iv: iv as BufferSource, additionalData: new TextEncoder().encode(about) }
}
