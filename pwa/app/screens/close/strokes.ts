/** A signature as lines of points, measured in widths of the pad so that it keeps its shape on any screen. */
/** x, y, x, y … */
export type Stroke = number[]

const INK = '#1a1d21'
const PICTURE_WIDTH = 1200
const PICTURE_HEIGHT = 600

export function draw(canvas: HTMLCanvasElement, strokes: Stroke[], ink: string): void {
  const context = canvas.getContext('2d')!
  context.clearRect(0, 0, canvas.width, canvas.height)
  drawOn(context, strokes, canvas.width, ink)
}

/** Ink on white paper whatever the screen's colours are, as PNG. */
export function signaturePicture(strokes: Stroke[]): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = PICTURE_WIDTH
  canvas.height = Math.max(PICTURE_HEIGHT, Math.ceil((lowest(strokes) + 0.02) * PICTURE_WIDTH))
  const context = canvas.getContext('2d')!
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  drawOn(context, strokes, canvas.width, INK)
  return asPng(canvas)
}

function drawOn(context: CanvasRenderingContext2D, strokes: Stroke[], width: number, ink: string): void {
  Object.assign(context, { strokeStyle: ink, lineWidth: width * 0.008, lineCap: 'round', lineJoin: 'round' })
  for (const stroke of strokes) {
    context.beginPath()
    context.moveTo(stroke[0]! * width, stroke[1]! * width)
    for (let at = 0; at < stroke.length; at += 2) context.lineTo(stroke[at]! * width, stroke[at + 1]! * width)
    context.stroke()
  }
}

function lowest(strokes: Stroke[]): number {
  return Math.max(0, ...strokes.flatMap(stroke => stroke.filter((_, at) => at % 2 === 1)))
}

function asPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((done, failed) => canvas.toBlob(blob => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png'))
}
