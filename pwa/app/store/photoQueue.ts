/** The photos as the sender sees them: after their operation, the smallest first, let go only when the server has them. */
import { inTransaction, withDatabase, type Photo } from './database'
import { readMeta, UNTOUCHED } from './meta'

const KEPT_FOR = 30 * 86_400_000

/** The next photo whose operation the server has confirmed. */
export async function nextPhoto(after: ReadonlySet<string>): Promise<Photo | null> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const photos = await withDatabase(db => db.getAll('photos'))
  const ready = photos.filter(photo => photo.state === 'ready' && photo.dseq <= acked.dseq && !after.has(photo.sha256))
  return ready.sort((one, other) => one.size - other.size)[0] ?? null
}

export async function bytesOf(sha256: string): Promise<ArrayBuffer | undefined> {
  return withDatabase(db => db.get('blobs', sha256))
}

export function notePhoto(sha256: string, news: Partial<Pick<Photo, 'state' | 'sent'>>): Promise<void> {
  return inTransaction(['photos'], async transaction => {
    const photos = transaction.objectStore('photos')
    const photo = await photos.get(sha256)
    if (photo) await photos.put({ ...photo, ...news })
  })
}

/** Lets go of originals the server has: those older than a month, and all of them while space is short. */
export async function letGo(now: number, spaceIsShort: boolean): Promise<void> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  const photos = await withDatabase(db => db.getAll('photos'))
  const safe = photos.filter(photo => photo.state === 'stored' && photo.dseq <= acked.dseq)
  const gone = safe.filter(photo => spaceIsShort || now - Date.parse(photo.taken_at) > KEPT_FOR)
  await withDatabase(async db => void (await Promise.all(gone.map(photo => db.delete('blobs', photo.sha256)))))
}
