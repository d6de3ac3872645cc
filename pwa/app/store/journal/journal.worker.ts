// The journal's thread: does one thing after the other and answers each question once.
import { makeJournal, type Journal } from './journal'
import { opfs } from './opfs'

export interface Question {
  id: number
  verb: keyof Journal
  told: unknown[]
}
export type Answer = { id: number; result: unknown } | { id: number; failure: { name: string; message: string } }

const journal = makeJournal(opfs)
let last: Promise<void> = Promise.resolve()

self.onmessage = ({ data }: MessageEvent<Question>) => {
  last = last.then(() => answer(data))
}

async function answer({ id, verb, told }: Question): Promise<void> {
  try {
    const result = await (journal[verb] as (...told: unknown[]) => Promise<unknown>)(...told)
    self.postMessage({ id, result } satisfies Answer)
  } catch (problem) {
    const { name, message } = problem as Error
    self.postMessage({ id, failure: { name, message } } satisfies Answer)
  }
}
