/** A photo's bytes exactly as taken, kept under their digest as an ArrayBuffer: WebKit uploads stored Blobs as nothing. */
import type { BlobClaim } from '../rules/operations'
import type { BlobRole } from '../rules/records'
import type { Transaction } from './database'
import { thumbnailOf } from './thumbnail'

export interface TakenPhoto {
  sha256: string
  bytes: ArrayBuffer
  mime: string
  thumbnail: ArrayBuffer | null
}

/** Reads the file at once and names it by its SHA-256; the bytes are never touched again. */
export async function takePhoto(source: Blob | ArrayBuffer): Promise<TakenPhoto> {
  const bytes = source instanceof ArrayBuffer ? source : await source.arrayBuffer()
  const type = (source instanceof ArrayBuffer ? '' : source.type) || 'image/jpeg'
  return { sha256: await digestOf(bytes), bytes, mime: type, thumbnail: await thumbnailOf(bytes, type) }
}

export async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

export function claimed(photo: TakenPhoto, role: BlobRole): BlobClaim {
  return { sha256: photo.sha256, size: photo.bytes.byteLength, mime: photo.mime, role }
}

/** The same photo under another operation keeps its place in the queue and follows the earlier one. */
export async function keepPhoto(
  transaction: Transaction, photo: TakenPhoto, place: { visit: string; dseq: number; role: BlobRole },
): Promise<void> {
  const photos = transaction.objectStore('photos')
  if (await photos.get(photo.sha256)) return
  await transaction.objectStore('blobs').put(photo.bytes, photo.sha256)
  if (photo.thumbnail) await transaction.objectStore('thumbnails').put(photo.thumbnail, photo.sha256)
  const taken_at = new Date().toISOString()
  await photos.put({ ...claimed(photo, place.role), ...place, state: 'ready', sent: 0, taken_at })
}
