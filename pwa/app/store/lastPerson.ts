/** Who this phone shows when the app is opened; noted in both copies, for the browser may lose one. */
import { openDB, type IDBPDatabase } from 'idb'
import { giveRest, secondCopy } from './secondCopy'

const NOTE = 'last'
const HINT = 'mashang-kept'
const WIPED = 'mashang-wiped'

/**
 * An empty name is somebody who left; no name at all means that the database is new, or was thrown away.
 * Rejects where something was kept and the journal, which would know, cannot be read now.
 */
export async function lastPerson(): Promise<string> {
  const known = await inShell(shell => shell.get('meta', NOTE) as Promise<string | undefined>)
  return known ?? (await notedInJournal())
}

/** Again at every opening: either may have been thrown away. */
export async function noteLastPerson(account: string): Promise<void> {
  await inShell(shell => shell.put('meta', account, NOTE))
  await secondCopy()?.putNote('', NOTE, new TextEncoder().encode(account)).catch(giveRest)
}

async function notedInJournal(): Promise<string> {
  const note = await secondCopy()?.note('', NOTE).catch(problem => {
    if (unsentWhenCleared() !== null) throw problem
    return giveRest()
  })
  return note ? new TextDecoder().decode(note) : ''
}

interface Hint {
  dseq: number
  acked: number
}

/** Left where neither copy lies, so that a phone whose storage was cleared can say so. */
export function hint(news: Partial<Hint>): void {
  const kept = JSON.parse(globalThis.localStorage?.getItem(HINT) ?? '{}') as Partial<Hint>
  globalThis.localStorage?.setItem(HINT, JSON.stringify({ ...kept, ...news }))
}

export function forgetHint(): void {
  globalThis.localStorage?.removeItem(HINT)
}

/** How much, at least, had not been uploaded when both copies were cleared: the browser writes this down late. */
export function unsentWhenCleared(): number | null {
  const kept = globalThis.localStorage?.getItem(HINT)
  if (!kept) return null
  const { dseq = 0, acked = 0 } = JSON.parse(kept) as Partial<Hint>
  return Math.max(0, dseq - acked)
}

/** Said on the sign-in screen until somebody signs in. */
export function noteWiped(): void {
  globalThis.localStorage?.setItem(WIPED, 'yes')
}

export function wasWiped(): boolean {
  return Boolean(globalThis.localStorage?.getItem(WIPED))
}

export function forgetWiped(): void {
  globalThis.localStorage?.removeItem(WIPED)
}

async function inShell<T>(work: (shell: IDBPDatabase) => Promise<T>): Promise<T> {
  const shell = await openDB('mashang-shell', 1, { upgrade: db => void db.createObjectStore('meta') })
  try {
    return await work(shell)
  } finally {
    shell.close()
  }
}
