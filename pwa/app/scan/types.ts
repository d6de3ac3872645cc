/** The words the scanner and its screens share. */

export type Engine = 'zxing-wasm' | 'host'

export interface ScanHit {
  text: string
  engine: Engine
  /** Which picture the text came out of: the frame's middle, the frame, an enlargement, a photo. */
  step: 'crop' | 'frame' | 'enlarged' | 'photo' | 'host'
}

/** Why there is no camera picture; each needs another sentence and another way on. */
export type CameraProblem = 'denied' | 'absent' | 'busy' | 'insecure' | 'scanner' | 'unknown'

export interface CameraChoice {
  id: string
  label: string
}

export interface ZoomRange {
  min: number
  max: number
  step: number
  value: number
  set(value: number): Promise<void>
}

export interface ScanSession {
  stop(): void
  /** A hit pauses by itself. */
  pause(): void
  resume(): void
  /** Present only where the camera has a lamp. */
  torch?: (on: boolean) => Promise<void>
  /** Present only where the camera can zoom. */
  zoom?: ZoomRange
  cameras: CameraChoice[]
  /** The camera in use. */
  camera: string
  /** Changes the camera and remembers it on this device; torch and zoom may differ afterwards. */
  choose(id: string): Promise<void>
}

export type OnText = (hit: ScanHit) => void
export type OnProblem = (problem: CameraProblem) => void
/** Each time the camera shows a picture anew: at first, after the app was hidden, with another lens. */
export type OnOpened = () => void

/** One way of getting a code's text: our own camera loop, or an app that hosts this page. */
export interface ScanProvider {
  name: string
  available(): boolean
  start(video: HTMLVideoElement, onText: OnText, onProblem: OnProblem, onOpened: OnOpened): Promise<ScanSession>
}
