/** Looks at the camera's picture again and again until a code is read. */

import { FAMILIES, read } from '../rules/licenseCode'
import { areaOf } from './areas'
import { decode } from './decoder'
import { pixelsOf } from './pixels'
import type { OnProblem, OnText } from './types'

const PAUSE_MS = 100

export interface ScanLoop {
  pause(): void
  resume(): void
}

/** Starts looking. After a code it pauses by itself, so that one code is told once. */
export function startLoop(video: HTMLVideoElement, onText: OnText, onProblem: OnProblem): ScanLoop {
  let run = 0

  async function look(mine: number): Promise<void> {
    const began = performance.now()
    for (let attempt = 0; mine === run; attempt += 1) {
      if (isShowing(video)) {
        const area = areaOf(attempt, performance.now() - began, video.videoWidth, video.videoHeight)
        const texts = await decode(pixelsOf(video, area))
        if (mine === run && texts.length > 0) {
          run += 1
          return onText({ text: chosen(texts), engine: 'zxing-wasm', step: area.step })
        }
      }
      await sleep(PAUSE_MS)
    }
  }

  function resume(): void {
    run += 1
    look(run).catch(() => onProblem('scanner'))
  }

  return { resume, pause: () => void (run += 1) }
}

/** A payment code often hangs beside the licence: the one that says most about the enterprise is meant. */
function chosen(texts: string[]): string {
  const order = (text: string) => FAMILIES.indexOf(read(text).family)
  return texts.reduce((best, text) => (order(text) < order(best) ? text : best))
}

function isShowing(video: HTMLVideoElement): boolean {
  return video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
