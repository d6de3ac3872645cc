/** Small pictures go ahead of the originals: the desks see at once what was photographed. */
import { notePhoto, thumbnailBytes, unpreviewed } from '../store/photoQueue'
import { ask } from './transport'

const LARGEST = 20 * 1024

/** One that the server does not want is left out; the original follows all the same. */
export async function sendThumbnails(): Promise<void> {
  for (const { sha256 } of await unpreviewed()) {
    const small = await thumbnailBytes(sha256)
    if (small && small.byteLength <= LARGEST) await put(sha256, small)
    await notePhoto(sha256, { previewed: true })
  }
}

async function put(sha256: string, small: ArrayBuffer): Promise<void> {
  const headers = { 'Content-Type': 'image/jpeg' }
  await ask(`/sync/v1/blob/${sha256}/thumbnail`, { method: 'PUT', body: small, headers, also: [400, 404, 405, 413, 415] })
}
