/** The journal as the store uses it: where there is none, or it fails, the app goes on with one copy and says so. */
import { openedAccount } from './database'
import type { Journal } from './journal/journal'
import { openLine } from './journal/line'
import { tellKeeping } from './keeping'
import { keyOf, newKeyBytes } from './sealing'

const REST = 60_000
const KEY = 'key'

let journal: Journal | null | undefined
let restUntil = 0
let held: { account: string; key: Promise<CryptoKey> } | null = null

/** For tests, and for a browser without OPFS. */
export function useJournal(other: Journal | null): void {
  journal = other
  restUntil = 0
  held = null
}

/** Null where this browser cannot keep a second copy, or where the last try failed less than a minute ago. */
export function secondCopy(): Journal | null {
  journal ??= isSupported() ? openLine() : null
  if (journal === null) tellKeeping({ copies: 1, why: 'unsupported' })
  return Date.now() < restUntil ? null : journal
}

/** Works on the journal; whatever fails there costs the second copy and not the save. */
export async function withJournal<T>(work: (journal: Journal, account: string) => Promise<T>): Promise<T | null> {
  const there = secondCopy()
  const account = openedAccount()
  if (!there || account === null) return null
  try {
    return await work(there, account)
  } catch {
    giveRest()
    return null
  }
}

export function giveRest(): void {
  restUntil = Date.now() + REST
  tellKeeping({ copies: 1, why: 'trouble' })
}

/** The journal's own key lies beside it: it must open even when the browser has thrown the database away. */
export function journalKey(there: Journal, account: string): Promise<CryptoKey> {
  if (held?.account !== account) held = { account, key: readOrMake(there, account) }
  held.key.catch(() => (held = null))
  return held.key
}

/** Once the files it opened are gone. */
export function forgetJournalKey(): void {
  held = null
}

async function readOrMake(there: Journal, account: string): Promise<CryptoKey> {
  const known = await there.note(account, KEY)
  if (known?.length === 32) return keyOf(known)
  await there.cutFrom(account, 0) // What an unknown key has sealed is no copy; it is written anew.
  const raw = newKeyBytes()
  await there.putNote(account, KEY, raw)
  return keyOf(raw)
}

function isSupported(): boolean {
  return typeof Worker !== 'undefined' && 'storage' in navigator && 'getDirectory' in navigator.storage && 'locks' in navigator
}
