/** How every save ends: in both copies or in none, said truly, shown at once, told to the sender. */
import { subjectOf, type Kind } from '../rules/operations'
import type { Visit } from '../rules/records'
import { alone } from './alone'
import { APPEND_STORES, ChainMoved, isThere, make, put, type Entry, type Made } from './append'
import { announce } from './changes'
import { write } from './copies'
import { inTransaction, openedAccount, type Kept, type Store, type StoredRecord, type Transaction } from './database'
import { dropTexts, forgetDrafts, textsWritten } from './drafts'
import type { Undo } from './journal/journal'
import { visitsChanged } from './opened'
import { keepPhoto, keepThumbnail, sealedPhoto } from './photoBytes'
import { hint } from './lastPerson'
import { addMet, metRow } from './records'
import { noteSpace, requireRoom } from './room'
import { takeBack } from './takingBack'
import { refreshVisits, syncState, tellSync } from './view'

export interface Saved<K extends Kind = Kind> extends Entry<K> {
  /** Under which keys its text was kept while it was being written. */
  draft?: string | undefined
  /** A visit the server has not sent; it is kept with the operation that begins it. */
  met?: Visit | undefined
}

/** A disabled device adds nothing to what it has; its text stays where it was typed. */
export class Disabled extends Error {
  override readonly name = 'Disabled'
}

/** Returns once the operation is on the disk and on the screen; an id that is there already changes nothing. */
export async function save<K extends Kind>(entry: Saved<K>): Promise<void> {
  if (syncState.value.problem === 'revoked') throw new Disabled('this device was revoked')
  try {
    if (entry.photo) await requireRoom(entry.photo.bytes.byteLength)
    await textsWritten()
    const account = openedAccount()
    await alone(() => {
      if (openedAccount() !== account) throw new Error('another person has signed in')
      return keep(entry as Saved)
    })
    if (entry.draft) dropTexts(entry.draft)
  } catch (problem) {
    tellSync({ savedOnDevice: false, problem: 'storage' })
    throw problem
  }
  const { problem } = syncState.value
  tellSync({ savedOnDevice: true, problem: problem === 'storage' ? null : problem })
  if (entry.met) visitsChanged()
  await refreshVisits()
  announce('saved')
  if (entry.photo) void keepThumbnail(entry.photo)
  void noteSpace()
  if (syncState.value.persisted === null) void askToPersist()
}

/** The journal first: whatever the database holds and sends, the journal holds too. */
async function keep(entry: Saved): Promise<void> {
  const [there, made, sealed] = await Promise.all([isThere(entry.id), make(entry), prepare(entry)])
  if (there) return
  let undo: Undo | null = null
  try {
    undo = await write(made, entry)
    await store(made, entry, sealed)
    hint({ dseq: made.row.dseq })
  } catch (problem) {
    if (!(await takeBack(entry.id, undo))) return
    if (problem instanceof ChainMoved) return keep(entry)
    throw problem
  }
}

/** Sealed before the transaction, which would end while it waited. */
interface Prepared {
  photo: Kept | null
  met: StoredRecord | null
}

async function prepare({ photo, met }: Saved): Promise<Prepared> {
  const [bytes, row] = await Promise.all([photo ? sealedPhoto(photo.sha256, photo.bytes) : null, met ? metRow(met) : null])
  return { photo: bytes, met: row }
}

function store(made: Made, { photo, draft, body }: Saved, sealed: Prepared): Promise<void> {
  const stores: Store[] = [...APPEND_STORES, 'drafts', ...(photo ? (['photos', 'blobs'] as const) : [])]
  return inTransaction([...stores, ...(sealed.met ? (['records'] as const) : [])], async transaction => {
    await put(transaction, made)
    if (sealed.met) await addMet(transaction, sealed.met)
    if (photo) await keepClaim(transaction, made, photo, subjectOf(body).id, sealed.photo)
    if (draft) await forgetDrafts(transaction, draft)
  })
}

function keepClaim(
  transaction: Transaction, { row }: Made, { sha256, bytes, mime, role }: NonNullable<Entry['photo']>, visit: string, sealed: Kept | null,
): Promise<void> {
  const claim = { sha256, size: bytes.byteLength, mime, role }
  return keepPhoto(transaction, claim, sealed, { visit, dseq: row.dseq, taken_at: new Date().toISOString() })
}

async function askToPersist(): Promise<void> {
  tellSync({ persisted: (await globalThis.navigator?.storage?.persist?.()) ?? false })
}
