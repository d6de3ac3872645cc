/** The list of keys by which codes are verified: the first is taken as it comes, every later one must be signed by a known key. */
import { fromHex, join } from './bytes'
import { isSigned } from './p256'
import { words } from './visitCode'
import type { Trusted } from './verifying'

export interface SignedList {
  list: string
  signatures: Record<string, string>
}

const SIGNED_LIST = words('mashang visit code keys v1\0')

/** The list told, if it may take the place of the one known; null where it may not. */
export async function accepted(told: SignedList, known: Trusted | null): Promise<Trusted | null> {
  const list = JSON.parse(told.list) as Trusted & { v: number }
  const older = known !== null && list.issued_at < known.issued_at
  return list.v === 1 && !older && (await isSignedBy(known?.keys ?? list.keys, told)) ? list : null
}

async function isSignedBy(keys: Record<string, string>, { list, signatures }: SignedList): Promise<boolean> {
  const text = join(SIGNED_LIST, words(list))
  const signed = Object.entries(keys).map(([name, key]) => isSigned(fromHex(key), fromHex(signatures[name] ?? ''), text))
  return (await Promise.all(signed)).includes(true)
}
