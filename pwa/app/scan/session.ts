/** One stay on the scanning screen: the camera runs while the screen shows and is let go when it hides. */

import { cameraOf, camerasHere, openCamera, problemOf, rememberCamera } from './camera'
import { torchOf, zoomOf } from './lens'
import { startLoop } from './scanLoop'
import type { CameraChoice, OnOpened, OnProblem, OnText, ScanSession } from './types'

/** Always answers with a session: where the camera failed, `onProblem` has said why. */
export async function startSession(
  video: HTMLVideoElement,
  onText: OnText,
  onProblem: OnProblem,
  onOpened: OnOpened,
): Promise<ScanSession> {
  const loop = startLoop(video, onText, onProblem)
  let stream: MediaStream | null = null
  let cameras: CameraChoice[] = []
  let wanted = true
  let turn = 0
  let paused = false

  async function open(): Promise<void> {
    const mine = ++turn
    try {
      const opened = await openCamera()
      if (!wanted || mine !== turn || document.hidden) return release(opened)
      stream = opened
      cameraOf(opened)?.addEventListener('ended', () => stream === opened && onProblem('busy'))
      video.srcObject = opened
      await video.play()
      cameras = await camerasHere()
      if (!paused) loop.resume()
      onOpened()
    } catch (error) {
      if (wanted && mine === turn) onProblem(problemOf(error))
    }
  }

  function close(): void {
    turn += 1
    loop.pause()
    release(stream)
    stream = null
    video.srcObject = null
  }

  /** WebKit shows black after a hidden page comes back: the camera is opened anew each time. */
  async function onVisibility(): Promise<void> {
    if (document.hidden) close()
    else if (!stream) await open()
  }

  document.addEventListener('visibilitychange', onVisibility)
  await open()

  return {
    get torch() {
      return stream ? torchOf(cameraOf(stream)) : undefined
    },
    get zoom() {
      return stream ? zoomOf(cameraOf(stream)) : undefined
    },
    get cameras() {
      return cameras
    },
    get camera() {
      return (stream && cameraOf(stream)?.getSettings().deviceId) ?? ''
    },
    stop() {
      wanted = false
      document.removeEventListener('visibilitychange', onVisibility)
      close()
    },
    pause() {
      paused = true
      loop.pause()
    },
    resume() {
      paused = false
      if (stream) loop.resume()
    },
    async choose(id) {
      rememberCamera(id)
      close()
      await open()
    },
  }
}

function release(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop()
}
