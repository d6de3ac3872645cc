/** A revoked device that has handed everything over keeps nothing of its person, if the server asks for that. */
import { deleteDB } from 'idb'
import { showSignedOut } from './accounts'
import { alone } from './alone'
import { announce } from './changes'
import { closeDatabase, databaseOf, openedAccount, withDatabase } from './database'
import { textsWritten } from './drafts'
import { keeping } from './keeping'
import { forgetHint, noteLastPerson, noteWiped } from './lastPerson'
import { forgetJournalKey, secondCopy } from './secondCopy'

/** False where something still waits, or the journal cannot be emptied now: then nothing is deleted. */
export async function wipe(): Promise<boolean> {
  const wiped = await alone(wipeBoth)
  if (!wiped) return false
  await showSignedOut()
  announce('account')
  return true
}

async function wipeBoth(): Promise<boolean> {
  const account = openedAccount()
  if (account === null || (await somethingWaits()) || !(await emptyJournal(account))) return false
  await textsWritten()
  await closeDatabase()
  await deleteDB(databaseOf(account))
  await noteLastPerson('')
  forgetHint()
  noteWiped()
  return true
}

/** What only this phone has: unsent, damaged, or out of its chain. */
function somethingWaits(): Promise<boolean> {
  return withDatabase(async db => {
    const [waiting, photos, strays] = await Promise.all([db.getAll('outbox'), db.getAll('photos'), db.count('strays')])
    return strays > 0 || waiting.some(({ state }) => state === 'ready') || photos.some(({ state }) => state !== 'stored')
  })
}

async function emptyJournal(account: string): Promise<boolean> {
  const journal = secondCopy()
  if (!journal) return keeping.value.why === 'unsupported'
  await journal.erase(account, '')
  forgetJournalKey()
  return true
}
