/** Where the enterprise's representative signs: across the whole width, larger when the phone lies on its side. */
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../../words'
import { PenIcon } from '../parts/icons'
import { draw, type Stroke } from './strokes'

interface Props {
  strokes: Stroke[]
  onChange: (strokes: Stroke[]) => unknown
}

export function SignaturePad({ strokes, onChange }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const current = useRef<Stroke | null>(null)
  useRedraw(canvas, strokes)

  function begin(event: PointerEvent) {
    canvas.current!.setPointerCapture(event.pointerId)
    current.current = at(canvas.current!, event)
  }

  function move(event: PointerEvent) {
    if (!current.current) return
    const points = event.getCoalescedEvents?.() ?? []
    for (const point of points.length > 0 ? points : [event]) current.current.push(...at(canvas.current!, point))
    redraw(canvas.current!, [...strokes, current.current])
  }

  function end() {
    const stroke = current.current
    current.current = null
    if (stroke && stroke.length > 4) onChange([...strokes, stroke])
  }

  return (
    <div class="pad" ref={frame}>
      <canvas
        ref={canvas} role="img" aria-label={strokes.length > 0 ? t('已签字') : t('签字区，请用手指书写')}
        onPointerDown={begin} onPointerMove={move} onPointerUp={end} onPointerCancel={end}
      />
      {strokes.length === 0 && <p class="pad-hint" aria-hidden="true"><PenIcon />{t('请在此处签字')}</p>}
      <div class="pad-buttons">
        <button type="button" class="quiet-button" onClick={() => widen(frame.current!)}>{t('横屏签字')}</button>
        <button type="button" class="quiet-button" onClick={() => onChange([])} disabled={strokes.length === 0}>{t('重写')}</button>
      </div>
    </div>
  )
}

function useRedraw(canvas: { current: HTMLCanvasElement | null }, strokes: Stroke[]): void {
  useEffect(() => {
    const pad = canvas.current!
    redraw(pad, strokes)
    const watching = new ResizeObserver(() => redraw(pad, strokes))
    watching.observe(pad)
    return () => watching.disconnect()
  }, [strokes])
}

function redraw(pad: HTMLCanvasElement, strokes: Stroke[]): void {
  const width = Math.round(pad.clientWidth * devicePixelRatio)
  const height = Math.round(pad.clientHeight * devicePixelRatio)
  if (pad.width !== width) pad.width = width
  if (pad.height !== height) pad.height = height
  draw(pad, strokes, getComputedStyle(pad).color)
}

function at(pad: HTMLCanvasElement, event: PointerEvent): Stroke {
  const box = pad.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top].map(part => Math.round((part / box.width) * 10_000) / 10_000)
}

/** Browsers that cannot turn the screen still give the pad all of it. */
async function widen(frame: HTMLElement): Promise<void> {
  if (document.fullscreenElement) return document.exitFullscreen()
  await frame.requestFullscreen?.()
  const turning = screen.orientation as ScreenOrientation & { lock?: (to: string) => Promise<void> }
  await turning.lock?.('landscape').catch(() => undefined)
}
