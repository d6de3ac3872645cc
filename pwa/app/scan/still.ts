/** Codes out of a photo from the gallery, at its full size and then at twice that. */

import { decode } from './decoder'
import { pixelsOf } from './pixels'
import type { ScanHit } from './types'

const MOST_PIXELS = 16_000_000 // WebKit draws nothing on a larger canvas.
const ENLARGED_UP_TO = 4_200_000

/** All codes in the photo; none when there are none, or when this phone cannot open the file and the server may. */
export async function readStill(file: File): Promise<ScanHit[]> {
  const picture = await createImageBitmap(file).catch(() => null)
  if (!picture) return []
  try {
    return await hitsIn(picture)
  } finally {
    picture.close()
  }
}

async function hitsIn(picture: ImageBitmap): Promise<ScanHit[]> {
  const pixels = picture.width * picture.height
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
  for (const scale of pixels > ENLARGED_UP_TO ? [Math.min(1, Math.sqrt(MOST_PIXELS / pixels))] : [1, 2]) {
    const texts = await decode(pixelsOf(picture, { ...whole, scale })).catch(() => [])
    if (texts.length > 0) return texts.map((text) => ({ text, engine: 'zxing-wasm', step: 'photo' }))
  }
  return []
}
