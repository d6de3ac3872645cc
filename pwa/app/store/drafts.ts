/** Text being typed, kept at every keystroke so that nothing is lost when the app is closed. */
import { withDatabase } from './database'

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

  /** After the text has become a record: forgets every key that begins so. */
  async forget(prefix: string): Promise<void> {
    const keys = [...texts.keys()].filter(key => key.startsWith(prefix))
    for (const key of keys) texts.delete(key)
    await withDatabase(async db => void (await Promise.all(keys.map(key => db.delete('drafts', key)))))
  },
}

export async function readDrafts(): Promise<void> {
  texts.clear()
  await withDatabase(async db => {
    for (const key of await db.getAllKeys('drafts')) texts.set(key, (await db.get('drafts', key)) ?? '')
  })
}
