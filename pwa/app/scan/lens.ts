/** The lamp and the zoom of a camera, where it has them. */

import type { ZoomRange } from './types'

interface Able {
  torch?: boolean
  zoom?: { min: number; max: number; step?: number }
}

export function torchOf(track: MediaStreamTrack | undefined): ((on: boolean) => Promise<void>) | undefined {
  if (!track || !able(track).torch) return undefined
  return (on) => apply(track, { torch: on })
}

export function zoomOf(track: MediaStreamTrack | undefined): ZoomRange | undefined {
  const range = track && able(track).zoom
  if (!track || !range || range.max <= range.min) return undefined
  const { zoom = range.min } = track.getSettings() as { zoom?: number }
  const set = (value: number) => apply(track, { zoom: value })
  return { min: range.min, max: range.max, step: range.step || 0.1, value: zoom, set }
}

function able(track: MediaStreamTrack): Able {
  return (track.getCapabilities?.() ?? {}) as Able
}

function apply(track: MediaStreamTrack, what: Record<string, unknown>): Promise<void> {
  return track.applyConstraints({ advanced: [what] } as MediaTrackConstraints)
}
