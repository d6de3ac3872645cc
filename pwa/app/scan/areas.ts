/** Which part of the camera's picture is looked at next. */

export interface Area {
  x: number
  y: number
  width: number
  height: number
  scale: 1 | 2
  step: 'crop' | 'frame' | 'enlarged'
}

const MIDDLE = 0.8
const WHOLE_EVERY = 5
const ENLARGED_EVERY = 2
const PATIENCE_MS = 2000
const MOST_ENLARGED_PIXELS = 4_200_000

/** The middle at full resolution; each fifth time the whole; after two seconds in vain also the middle at twice the size. */
export function areaOf(attempt: number, elapsedMs: number, width: number, height: number): Area {
  if (attempt % WHOLE_EVERY === WHOLE_EVERY - 1) return { x: 0, y: 0, width, height, scale: 1, step: 'frame' }
  const side = Math.round(Math.min(width, height) * MIDDLE)
  const middle = { x: (width - side) >> 1, y: (height - side) >> 1, width: side, height: side }
  const impatient = elapsedMs > PATIENCE_MS && attempt % ENLARGED_EVERY === 0
  return impatient && 4 * side * side <= MOST_ENLARGED_PIXELS
    ? { ...middle, scale: 2, step: 'enlarged' }
    : { ...middle, scale: 1, step: 'crop' }
}
