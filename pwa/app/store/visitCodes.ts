/** What this phone shows codes with: a key whose private half no script can read, and the certificates the server gave for it. */
import { newKeyPair, publicBytes } from '../rules/p256'
import { fromHex, toHex } from '../rules/bytes'
import { boxed, unboxed } from './box'
import { withDatabase } from './database'
import type { Sealed } from './sealing'

export interface SigningKey {
  sign: CryptoKey
  /** The public half, in hex. */
  name: string
}

/** As the server gave them, with the address that codes begin with. */
export interface Certificates {
  key: string
  /** Whether a passkey of its person vouches for the key. */
  vouched?: boolean
  address: string
  certificates: string[]
}

const PRIVATE = 'signing'
const PUBLIC = 'signing-public'
const KNOWN = 'signing-known'
const CERTIFICATES = 'certificates'

/** Made when it is first needed; rejects in a browser that can keep no key. */
export async function signingKey(): Promise<SigningKey> {
  return (await readKey()) ?? keepKey(await newKeyPair(), false)
}

/** For when the server will not take the one there is. */
export async function newSigningKey(): Promise<SigningKey> {
  return keepKey(await newKeyPair(), true)
}

export async function keepCertificates(certificates: Certificates): Promise<void> {
  const sealed = await boxed(JSON.stringify(certificates), CERTIFICATES)
  await withDatabase(db => db.put('keys', sealed, CERTIFICATES))
}

export async function readCertificates(): Promise<Certificates | null> {
  const sealed = (await withDatabase(db => db.get('keys', CERTIFICATES))) as Sealed | undefined
  return sealed ? (JSON.parse(await unboxed(sealed, CERTIFICATES)) as Certificates) : null
}

/** The server knows this key as this phone's: what it signs from now on will be believed. */
export async function noteKnown(key: SigningKey): Promise<void> {
  await withDatabase(db => db.put('keys', key.name, KNOWN))
}

/** The key there is, if the server knows it. */
export async function knownKey(): Promise<SigningKey | null> {
  const key = await readKey()
  return key && (await withDatabase(db => db.get('keys', KNOWN))) === key.name ? key : null
}

/** The key there is, if one was made. */
async function readKey(): Promise<SigningKey | null> {
  const [sign, name] = await withDatabase(db => Promise.all([db.get('keys', PRIVATE), db.get('keys', PUBLIC)]))
  return sign instanceof CryptoKey && name instanceof Uint8Array ? { sign, name: toHex(name) } : null
}

/** Two tabs may begin at once: unless a new one is wanted, the key that is there first stays. */
async function keepKey(made: CryptoKeyPair, anew: boolean): Promise<SigningKey> {
  const name = toHex(await publicBytes(made))
  await withDatabase(async db => {
    const transaction = db.transaction('keys', 'readwrite', { durability: 'strict' })
    if (anew || !(await transaction.store.get(PRIVATE))) {
      await transaction.store.put(made.privateKey, PRIVATE)
      await transaction.store.put(fromHex(name), PUBLIC)
    }
    await transaction.done
  })
  return (await readKey())!
}
