/** The ways to a code's text. An app that hosts this page may have a scanner of its own and is asked first. */

import { startSession } from './session'
import type { OnOpened, OnProblem, OnText, ScanProvider, ScanSession } from './types'

const camera: ScanProvider = { name: 'camera', available: () => true, start: startSession }

const providers: ScanProvider[] = [camera]

/** Starts scanning in the best way there is here; after a hit it waits for `resume`. */
export function startScanning(
  video: HTMLVideoElement,
  onText: OnText,
  onProblem: OnProblem,
  onOpened: OnOpened = () => undefined,
): Promise<ScanSession> {
  const provider = providers.find((one) => one.available()) ?? camera
  return provider.start(video, onText, onProblem, onOpened)
}
