/** Photos as evidence: taken, kept, shown. */
import { newId } from '../rules/ids'
import { unboxedBytes } from './box'
import { withDatabase } from './database'
import { takePhoto } from './photoBytes'
import { bytesOf } from './photoQueue'
import { save } from './saving'

export interface EvidencePlace {
  visit: string
  finding?: string | null
  inspection_item: string
  line?: string | null
  caption?: string
}

const urls = new Map<string, string>()

/** Keeps the photo byte for byte with its operation in one transaction; returns its SHA-256. */
export async function takeEvidence(source: Blob | ArrayBuffer, place: EvidencePlace): Promise<string> {
  const photo = await takePhoto(source)
  const { visit, finding = null, inspection_item, line = null, caption = '' } = place
  const body = { visit, finding, inspection_item, line, sha256: photo.sha256, caption }
  await save({ id: newId(), kind: 'evidence.taken', body, photo: { ...photo, role: 'evidence' } })
  return photo.sha256
}

/** An address for the photo's small picture, or null if the photo is not on this phone. */
export async function localPhoto(sha256: string): Promise<string | null> {
  const known = urls.get(sha256)
  if (known) return known
  const [small, own] = await withDatabase(db => Promise.all([db.get('thumbnails', sha256), db.getKey('photos', sha256)]))
  const bytes = small ? await unboxedBytes(small, `thumbnail/${sha256}`) : own && (await bytesOf(sha256))
  if (!bytes) return null
  const url = URL.createObjectURL(new Blob([bytes]))
  urls.set(sha256, url)
  return url
}

/** Object addresses belong to one person's session. */
export function forgetAddresses(): void {
  for (const url of urls.values()) URL.revokeObjectURL(url)
  urls.clear()
}
