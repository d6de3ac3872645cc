/** Text being typed, kept at every keystroke so that nothing is lost when the app is closed. */
import { signal } from '@preact/signals'
import { boxed, unboxed } from './box'
import { inTransaction, withDatabase, type Transaction } from './database'
import type { Sealed } from './sealing'

const texts = new Map<string, string>()
/** Keys whose newest text is not on the disk yet; who types faster than the disk writes skips what lies between. */
const waiting = new Set<string>()
let writing: Promise<unknown> = Promise.resolve()
let next: Promise<void> | null = null

/** False while a letter typed would be lost if the phone died now. */
export const textsAreKept = signal(true)

export const drafts = {
  /** What was typed under this key, or nothing. */
  get(key: string): string {
    return texts.get(key) ?? ''
  },

  put(key: string, text: string): Promise<void> {
    if (texts.get(key) === text && textsAreKept.value) return Promise.resolve()
    texts.set(key, text)
    waiting.add(key)
    textsAreKept.value = false
    return written()
  },

  /** Given up, not recorded: forgets every key that begins so. */
  async forget(prefix: string): Promise<void> {
    dropTexts(prefix)
    await inTurn(() => withDatabase(db => db.delete('drafts', keysFrom(prefix))))
  },
}

/** Whatever is being written is on the disk; the record that follows must not be overtaken by its own draft. */
export async function textsWritten(): Promise<void> {
  await writing.catch(() => undefined)
}

/** In the transaction that makes the text a record: after a crash it is one or the other, never both. */
export async function forgetDrafts(transaction: Transaction, prefix: string): Promise<void> {
  await transaction.objectStore('drafts').delete(keysFrom(prefix))
}

/** Once that transaction is on the disk. */
export function dropTexts(prefix: string): void {
  for (const key of texts.keys()) {
    if (!key.startsWith(prefix)) continue
    texts.delete(key)
    waiting.delete(key)
  }
}

export async function readDrafts(): Promise<void> {
  texts.clear()
  waiting.clear()
  textsAreKept.value = true
  const kept = await withDatabase(async db => {
    const keys = await db.getAllKeys('drafts')
    return Promise.all(keys.map(async key => [key, await db.get('drafts', key)] as const))
  })
  for (const [key, value] of kept) {
    if (value) texts.set(key, typeof value === 'string' ? value : await unboxed(value, `draft/${key}`))
  }
}

/** One write is under way, one more is enough for everything typed meanwhile. */
function written(): Promise<void> {
  next ??= inTurn(() => {
    next = null
    return writeNewest()
  })
  return next
}

async function writeNewest(): Promise<void> {
  const keys = [...waiting]
  waiting.clear()
  try {
    await write(await Promise.all(keys.map(sealedText)))
  } catch (problem) {
    for (const key of keys) waiting.add(key)
    throw problem
  } finally {
    textsAreKept.value = waiting.size === 0
  }
}

async function sealedText(key: string): Promise<[key: string, sealed: Sealed | null]> {
  const text = texts.get(key)
  return [key, text ? await boxed(text, `draft/${key}`) : null]
}

function write(sealed: [key: string, sealed: Sealed | null][]): Promise<void> {
  return inTransaction(['drafts'], async transaction => {
    const kept = transaction.objectStore('drafts')
    for (const [key, text] of sealed) await (text ? kept.put(text, key) : kept.delete(key))
  })
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = writing.catch(() => undefined).then(work)
  writing = turn
  return turn.then(done => done) // Who does not wait for it is still told when it fails.
}

function keysFrom(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`)
}
