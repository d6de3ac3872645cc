/** Text being typed, kept at every keystroke so that nothing is lost when the app is closed. */
import { boxed, unboxed } from './box'
import { withDatabase, type Transaction } from './database'

const texts = new Map<string, string>()
/** Sealing takes a moment: one write after the other, so that the last keystroke wins. */
let writing: Promise<unknown> = Promise.resolve()

export const drafts = {
  /** What was typed under this key, or nothing. */
  get(key: string): string {
    return texts.get(key) ?? ''
  },

  put(key: string, text: string): Promise<void> {
    texts.set(key, text)
    return inTurn(() => write(key, text))
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
  for (const key of texts.keys()) if (key.startsWith(prefix)) texts.delete(key)
}

export async function readDrafts(): Promise<void> {
  texts.clear()
  const kept = await withDatabase(async db => {
    const keys = await db.getAllKeys('drafts')
    return Promise.all(keys.map(async key => [key, await db.get('drafts', key)] as const))
  })
  for (const [key, value] of kept) {
    if (value) texts.set(key, typeof value === 'string' ? value : await unboxed(value, `draft/${key}`))
  }
}

async function write(key: string, text: string): Promise<void> {
  const sealed = text ? await boxed(text, `draft/${key}`) : null
  await withDatabase<unknown>(db => (sealed ? db.put('drafts', sealed, key) : db.delete('drafts', key)))
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = writing.catch(() => undefined).then(work)
  writing = turn
  return turn.then(done => done) // Who does not wait for it is still told when it fails.
}

function keysFrom(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`)
}
