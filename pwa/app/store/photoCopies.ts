/** Keeps the photos even that the server does not have: those one copy lacks are copied from the other, one at a time. */
import { alone } from './alone'
import { openedAccount, withDatabase } from './database'
import type { Journal } from './journal/journal'
import { photoRecord, readPhoto } from './journalContents'
import { sealedPhoto } from './photoBytes'
import { bytesInDatabase } from './photoQueue'
import { withJournal } from './secondCopy'

/** A save may come in between any two. */
export async function evenPhotos(): Promise<void> {
  const account = openedAccount()
  const ifStillHere = async (work: () => Promise<unknown>) => alone(async () => openedAccount() === account && work())
  let uneven: Uneven[] = []
  await ifStillHere(async () => (uneven = await compare()))
  for (const photo of uneven) await ifStillHere(() => evenOne(photo))
}

interface Uneven {
  sha256: string
  isInDatabase: boolean
}

async function compare(): Promise<Uneven[]> {
  const inJournal = new Set(await withJournal((journal, account) => journal.photos(account)))
  const inDatabase = new Set(await withDatabase(db => db.getAllKeys('blobs')))
  const unsent = (await withDatabase(db => db.getAll('photos'))).filter(({ state }) => state === 'ready')
  return unsent.filter(({ sha256 }) => !inDatabase.has(sha256) || !inJournal.has(sha256))
    .map(({ sha256 }) => ({ sha256, isInDatabase: inDatabase.has(sha256) }))
}

function evenOne({ sha256, isInDatabase }: Uneven): Promise<void | null> {
  return withJournal((journal, account) => (isInDatabase ? copyToJournal : copyToDatabase)(journal, account, sha256))
}

async function copyToJournal(journal: Journal, account: string, sha256: string): Promise<void> {
  const bytes = await bytesInDatabase(sha256)
  if (!bytes) return
  const { last } = await journal.standing(account)
  await journal.append(account, { photos: [await photoRecord(journal, account, sha256, bytes)], operations: [], after: last, roll: false })
}

async function copyToDatabase(journal: Journal, account: string, sha256: string): Promise<void> {
  const bytes = await readPhoto(journal, account, sha256)
  if (!bytes) return
  const sealed = await sealedPhoto(sha256, bytes)
  await withDatabase(db => db.put('blobs', sealed, sha256))
}
