/** After a save that failed: the journal gives up what the database did not take. */
import { isThere } from './append'
import type { Undo } from './journal/journal'
import { withJournal } from './secondCopy'

/**
 * False if the operation stands in the database after all; then it is saved. Where even that cannot be read,
 * the journal keeps what it has, and the next comparison decides: the same bytes under the same number, or none.
 */
export async function takeBack(id: string, undo: Undo | null): Promise<boolean> {
  const there = await isThere(id).catch(() => null)
  if (there) return false
  if (there === false && undo) await withJournal((journal, account) => journal.cut(account, undo))
  return true
}
