/** Text being typed, kept at every keystroke so that nothing is lost when the app is closed. */
import { withDatabase, type Transaction } from './database'

const texts = new Map<string, string>()

export const drafts = {
  /** What was typed under this key, or nothing. */
  get(key: string): string {
    return texts.get(key) ?? ''
  },

  async put(key: string, text: string): Promise<void> {
    texts.set(key, text)
    await withDatabase<unknown>(db => (text ? db.put('drafts', text, key) : db.delete('drafts', key)))
  },

  /** Given up, not recorded: forgets every key that begins so. */
  async forget(prefix: string): Promise<void> {
    const keys = keysUnder(prefix)
    dropTexts(prefix)
    await withDatabase(async db => void (await Promise.all(keys.map(key => db.delete('drafts', key)))))
  },
}

/** In the transaction that makes the text a record: after a crash it is one or the other, never both. */
export async function forgetDrafts(transaction: Transaction, prefix: string): Promise<void> {
  await Promise.all(keysUnder(prefix).map(key => transaction.objectStore('drafts').delete(key)))
}

/** Once that transaction is on the disk. */
export function dropTexts(prefix: string): void {
  for (const key of keysUnder(prefix)) texts.delete(key)
}

function keysUnder(prefix: string): string[] {
  return [...texts.keys()].filter(key => key.startsWith(prefix))
}

export async function readDrafts(): Promise<void> {
  texts.clear()
  await withDatabase(async db => {
    for (const key of await db.getAllKeys('drafts')) texts.set(key, (await db.get('drafts', key)) ?? '')
  })
}
