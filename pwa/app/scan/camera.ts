/** The camera itself: opened at the back and sharp, its choice remembered, its failures named. */

import type { CameraChoice, CameraProblem } from './types'

const REMEMBERED = 'mashang.camera'
const SHARP: MediaTrackConstraints = { width: { ideal: 1920 }, height: { ideal: 1080 } }

/** A stream of the remembered camera, else of the one at the back; throws a CameraProblem. */
export async function openCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw isSecureContext ? 'absent' : 'insecure'
  const remembered = localStorage.getItem(REMEMBERED)
  const stream = (remembered && (await attempt({ deviceId: { exact: remembered } }))) || (await atTheBack())
  await focusContinuously(stream)
  return stream
}

export function rememberCamera(id: string): void {
  localStorage.setItem(REMEMBERED, id)
}

export function cameraOf(stream: MediaStream): MediaStreamTrack | undefined {
  return stream.getVideoTracks()[0]
}

/** The cameras there are; their names are known only once one of them has been allowed. */
export async function camerasHere(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices()
  return devices
    .filter((device) => device.kind === 'videoinput')
    .map((device) => ({ id: device.deviceId, label: device.label }))
}

export function problemOf(error: unknown): CameraProblem {
  if (error === 'absent' || error === 'insecure') return error
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'absent'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    default:
      return 'unknown'
  }
}

async function atTheBack(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SHARP, facingMode: { ideal: 'environment' } } })
}

/** The remembered camera may be unplugged: that is no problem yet, any other reason is. */
async function attempt(which: MediaTrackConstraints): Promise<MediaStream | null> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...SHARP, ...which } })
  } catch (error) {
    if (problemOf(error) !== 'absent') throw error
    localStorage.removeItem(REMEMBERED)
    return null
  }
}

async function focusContinuously(stream: MediaStream): Promise<void> {
  const track = cameraOf(stream)
  const able = track?.getCapabilities?.() as { focusMode?: string[] } | undefined
  if (!able?.focusMode?.includes('continuous')) return
  const sharp = { advanced: [{ focusMode: 'continuous' }] } as unknown as MediaTrackConstraints
  await track?.applyConstraints(sharp).catch(() => undefined) // A camera that will not still shows a picture.
}
