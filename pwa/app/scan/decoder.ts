/** The line to the decoder's thread, opened when first needed and kept, for its start costs a second. */
import { ownScript } from '../rules/trusted'

export interface Question {
  id: number
  image: ImageData
}
export type Answer = { id: number; texts: string[] } | { id: number; failure: string }

interface Waiting {
  resolve(texts: string[]): void
  reject(error: Error): void
}

let worker: Worker | null = null
let asked = 0
const waiting = new Map<number, Waiting>()

/** All texts of the codes in a picture; rejects when the decoder itself could not be loaded. */
export function decode(image: ImageData): Promise<string[]> {
  const line = (worker ??= open())
  const id = ++asked
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    line.postMessage({ id, image } satisfies Question, [image.data.buffer])
  })
}

function open(): Worker {
  const opened = new Worker(ownScript(__DECODER_URL__))
  opened.onmessage = ({ data }: MessageEvent<Answer>) => settle(data)
  opened.onerror = () => close('the decoder did not load')
  return opened
}

function settle(answer: Answer): void {
  const asker = waiting.get(answer.id)
  waiting.delete(answer.id)
  if ('texts' in answer) asker?.resolve(answer.texts)
  else {
    asker?.reject(new Error(answer.failure))
    close(answer.failure)
  }
}

/** A broken decoder is thrown away, so that the next picture tries a new one. */
function close(reason: string): void {
  worker?.terminate()
  worker = null
  for (const asker of waiting.values()) asker.reject(new Error(reason))
  waiting.clear()
}
