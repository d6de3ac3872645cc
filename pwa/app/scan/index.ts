/** Reading codes with this phone: the live camera and still photos. */

export { startScanning } from './provider'
export { readStill } from './still'
export type {
  CameraChoice,
  CameraProblem,
  Engine,
  OnOpened,
  OnProblem,
  OnText,
  ScanHit,
  ScanProvider,
  ScanSession,
  ZoomRange,
} from './types'
