/** What lies in IndexedDB is sealed with a key of this account that no script can read out. */
import { openedAccount, withDatabase, type Kept } from './database'
import { keyOf, newKeyBytes, seal, sealText, unseal, unsealText, type Sealed } from './sealing'

const NAME = 'box'

let held: { account: string | null; key: Promise<CryptoKey> } | null = null

export async function boxed(text: string, about: string): Promise<Sealed> {
  return sealText(await boxKey(), text, about)
}

export async function unboxed(sealed: Sealed, about: string): Promise<string> {
  return unsealText(await boxKey(), sealed, about)
}

export async function boxedBytes(bytes: ArrayBuffer, about: string): Promise<Kept> {
  return { sealed: await seal(await boxKey(), bytes, about) }
}

export async function unboxedBytes(kept: Kept, about: string): Promise<ArrayBuffer> {
  return kept instanceof ArrayBuffer ? kept : unseal(await boxKey(), kept.sealed, about)
}

function boxKey(): Promise<CryptoKey> {
  const account = openedAccount()
  if (held?.account !== account) held = { account, key: readOrMake() }
  const { key } = held!
  key.catch(() => (held = null))
  return key
}

async function readOrMake(): Promise<CryptoKey> {
  const raw = newKeyBytes()
  const made = await keyOf(raw)
  const found = await addIfMissing(made).catch(problem => {
    if ((problem as Error).name !== 'DataCloneError') throw problem
    // In WebKit's Lockdown Mode no CryptoKey can be stored; the bytes are, as the journal's are.
    return addIfMissing(raw)
  })
  return found instanceof CryptoKey ? found : keyOf(found as Uint8Array)
}

/** Two tabs may begin at once: the key that is there first is everybody's. */
function addIfMissing(key: CryptoKey | Uint8Array) {
  return withDatabase(async db => {
    const transaction = db.transaction('keys', 'readwrite', { durability: 'strict' })
    const there = await transaction.store.get(NAME)
    if (!there) await transaction.store.put(key, NAME)
    await transaction.done
    return there ?? key
  })
}
