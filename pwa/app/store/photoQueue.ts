/** The photos as the sender sees them: after their operation, the smallest first, from whichever copy is whole. */
import { unboxedBytes } from './box'
import { inTransaction, withDatabase, type Photo } from './database'
import { readPhoto } from './journalContents'
import { readMeta, UNTOUCHED } from './meta'
import { digestOf } from './photoBytes'
import { withJournal } from './secondCopy'

/** The next photo whose operation the server has confirmed. */
export async function nextPhoto(after: ReadonlySet<string>): Promise<Photo | null> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const photos = await withDatabase(db => db.getAll('photos'))
  const ready = photos.filter(photo => photo.state === 'ready' && photo.dseq <= acked.dseq && !after.has(photo.sha256))
  return ready.sort((one, other) => one.size - other.size)[0] ?? null
}

/** Photos whose small picture has not gone ahead yet. */
export async function unpreviewed(): Promise<Photo[]> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const photos = await withDatabase(db => db.getAll('photos'))
  return photos.filter(photo => photo.state === 'ready' && !photo.previewed && photo.dseq <= acked.dseq)
}

export async function thumbnailBytes(sha256: string): Promise<ArrayBuffer | null> {
  const small = await withDatabase(db => db.get('thumbnails', sha256))
  return small ? unboxedBytes(small, `thumbnail/${sha256}`) : null
}

/** The photo as it was taken; where the database's bytes are gone or changed, the journal's. */
export async function bytesOf(sha256: string): Promise<ArrayBuffer | undefined> {
  const kept = await bytesInDatabase(sha256)
  if (kept && (await digestOf(kept)) === sha256) return kept
  const copy = await withJournal((journal, account) => readPhoto(journal, account, sha256))
  return copy && (await digestOf(copy)) === sha256 ? copy : kept
}

export async function bytesInDatabase(sha256: string): Promise<ArrayBuffer | undefined> {
  const kept = await withDatabase(db => db.get('blobs', sha256))
  return kept && unboxedBytes(kept, `blob/${sha256}`).catch(() => undefined)
}

export function notePhoto(sha256: string, news: Partial<Pick<Photo, 'state' | 'sent' | 'previewed'>>): Promise<void> {
  return inTransaction(['photos'], async transaction => {
    const photos = transaction.objectStore('photos')
    const photo = await photos.get(sha256)
    if (photo) await photos.put({ ...photo, ...news })
  })
}
