/** Signatures by P-256 keys; the server's p256.py says the same. Of a signature's two spellings only the lower counts. */
import { fromHex, join, ofNumber, toHex, toNumber, type Bytes } from './bytes'

const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const HASHED = { name: 'ECDSA', hash: 'SHA-256' }

/** The private half cannot be read out again by any script. */
export function newKeyPair(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
}

/** The public half in 33 bytes. */
export async function publicBytes(pair: CryptoKeyPair): Promise<Bytes> {
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return join(Uint8Array.of(2 + (point[64]! & 1)), point.slice(1, 33))
}

export async function sign(key: CryptoKey, data: Bytes): Promise<Bytes> {
  const signature = new Uint8Array(await crypto.subtle.sign(HASHED, key, data))
  const s = toNumber(signature.slice(32))
  return join(signature.slice(0, 32), ofNumber(s > ORDER / 2n ? ORDER - s : s, 32))
}

export async function isSigned(key: Bytes, signature: Bytes, data: Bytes): Promise<boolean> {
  const point = pointOf(key)
  if (!point || signature.length !== 64 || toNumber(signature.slice(32)) > ORDER / 2n) return false
  const known = await crypto.subtle.importKey('raw', point, CURVE, false, ['verify'])
  return crypto.subtle.verify(HASHED, known, signature, data)
}

/** How a list names a key: 16 hex digits. */
export async function nameOfKey(key: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', key))).slice(0, 16)
}

/** Browsers take no shortened point: its second coordinate is worked out here. Null where these bytes are no point. */
function pointOf(key: Bytes): Bytes | null {
  const x = toNumber(key.slice(1))
  if (key.length !== 33 || (key[0] !== 2 && key[0] !== 3) || x >= PRIME) return null
  const square = (x * x * x - 3n * x + B) % PRIME
  const root = power((square + PRIME) % PRIME, (PRIME + 1n) / 4n)
  if ((root * root - square) % PRIME !== 0n) return null
  const y = Number(root & 1n) === (key[0] & 1) ? root : PRIME - root
  return join(fromHex('04'), ofNumber(x, 32), ofNumber(y, 32))
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let rest = exponent, square = base; rest > 0n; rest >>= 1n, square = (square * square) % PRIME) {
    if (rest & 1n) result = (result * square) % PRIME
  }
  return result
}
