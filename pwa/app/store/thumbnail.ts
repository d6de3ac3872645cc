/** A small picture for lists, made once when the photo is taken; the original stays as it is. */

const LONG_SIDE = 320
const QUALITIES = [0.72, 0.5, 0.3]
/** More than this the server does not take ahead of the original. */
const LARGEST = 20 * 1024

/** JPEG bytes, or null where this device cannot draw the format. */
export async function thumbnailOf(bytes: ArrayBuffer, mime: string): Promise<ArrayBuffer | null> {
  if (typeof createImageBitmap === 'undefined') return null
  const picture = await createImageBitmap(new Blob([bytes], { type: mime })).catch(() => null)
  if (!picture) return null
  const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return smallEnough(canvas)
}

async function smallEnough(canvas: HTMLCanvasElement): Promise<ArrayBuffer | null> {
  let blob: Blob | null = null
  for (const quality of QUALITIES) {
    blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', quality))
    if (blob && blob.size <= LARGEST) break
  }
  return blob ? blob.arrayBuffer() : null
}
