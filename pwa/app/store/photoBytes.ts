/** A photo's bytes exactly as taken, kept under their digest as an ArrayBuffer: WebKit uploads stored Blobs as nothing. */
import type { BlobClaim } from '../rules/operations'
import { boxedBytes } from './box'
import { withDatabase, type Kept, type Photo, type Transaction } from './database'
import { thumbnailOf } from './thumbnail'

export interface TakenPhoto {
  sha256: string
  bytes: ArrayBuffer
  mime: string
}

/** Reads the file at once and names it by its SHA-256; the bytes are never touched again. */
export async function takePhoto(source: Blob | ArrayBuffer): Promise<TakenPhoto> {
  const bytes = source instanceof ArrayBuffer ? source : await source.arrayBuffer()
  const type = (source instanceof ArrayBuffer ? '' : source.type) || 'image/jpeg'
  return { sha256: await digestOf(bytes), bytes, mime: type }
}

export async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

export function sealedPhoto(sha256: string, bytes: ArrayBuffer): Promise<Kept> {
  return boxedBytes(bytes, `blob/${sha256}`)
}

/** The same photo under another operation keeps its place in the queue and follows the earlier one. */
export async function keepPhoto(
  transaction: Transaction, claim: BlobClaim, sealed: Kept | null, place: { visit: string; dseq: number; taken_at: string },
): Promise<void> {
  const photos = transaction.objectStore('photos')
  if (await photos.get(claim.sha256)) return
  if (sealed) await transaction.objectStore('blobs').put(sealed, claim.sha256)
  const row: Photo = { ...claim, ...place, state: 'ready', sent: 0 }
  await photos.put(row)
}

/** Made when the photo is safe already: nobody waits for it, and the list shows the original until then. */
export async function keepThumbnail({ sha256, bytes, mime }: TakenPhoto): Promise<void> {
  const small = await thumbnailOf(bytes, mime)
  if (!small) return
  const sealed = await boxedBytes(small, `thumbnail/${sha256}`)
  await withDatabase(db => db.put('thumbnails', sealed, sha256))
}
