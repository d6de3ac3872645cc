/** This phone's signature under a batch: over the head of its chain, which vouches for everything up to there. */
import { fromHex, join, toHex } from '../rules/bytes'
import { sign } from '../rules/p256'
import { words } from '../rules/visitCode'
import { knownKey } from '../store/visitCodes'
import { makeKeyKnown } from './certificates'

export { holds, noteKeys } from './receipt'

export interface Signature {
  sig: string | null
  alg: 'ES256' | null
}

/** Nothing where this browser keeps no key, or none that the server knows. */
export async function signatureOver(head: string): Promise<Signature> {
  const key = await knownKey().catch(() => null)
  if (!key) return { sig: null, alg: null }
  return { sig: toHex(await sign(key.sign, join(words('mashang batch v1\0'), fromHex(head)))), alg: 'ES256' }
}

/** The server knows another key as this phone's, such as one the browser has lost since: true once it knows the one we have. */
export function knownAgain(): Promise<boolean> {
  return makeKeyKnown().catch(() => false)
}
