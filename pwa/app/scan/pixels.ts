/** Pixels out of a video or a picture, by one canvas that is used again. */

import type { Area } from './areas'

let canvas: HTMLCanvasElement | null = null

/** The pixels of one area, enlarged as it says. */
export function pixelsOf(source: CanvasImageSource, area: Omit<Area, 'step' | 'scale'> & { scale: number }): ImageData {
  const width = Math.round(area.width * area.scale)
  const height = Math.round(area.height * area.scale)
  const context = contextOf(width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, area.x, area.y, area.width, area.height, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}

function contextOf(width: number, height: number): CanvasRenderingContext2D {
  canvas ??= document.createElement('canvas')
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser cannot draw')
  return context
}
