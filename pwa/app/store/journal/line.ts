/** The line to the journal's thread; broken once, it is broken for this run of the app. */
import { ownScript } from '../../rules/trusted'
import type { Journal } from './journal'
import type { Answer, Question } from './journal.worker'

interface Asker {
  resolve(result: unknown): void
  reject(problem: Error): void
}

const VERBS: (keyof Journal)[] = [
  'standing', 'append', 'cut', 'cutFrom', 'keys', 'records', 'photo', 'photos', 'letGo', 'erase', 'note', 'putNote',
]

export function openLine(): Journal {
  const worker = new Worker(ownScript(__JOURNAL_URL__))
  const askers = new Map<number, Asker>()
  let asked = 0
  let broken: Error | null = null
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const asker = askers.get(data.id)
    askers.delete(data.id)
    if ('failure' in data) asker?.reject(Object.assign(new Error(data.failure.message), { name: data.failure.name }))
    else asker?.resolve(data.result)
  }
  worker.onerror = () => {
    broken = new Error('the journal did not load')
    for (const asker of askers.values()) asker.reject(broken)
    askers.clear()
  }
  const ask = (verb: keyof Journal) => (...told: unknown[]) => new Promise((resolve, reject) => {
    if (broken) return reject(broken)
    askers.set(++asked, { resolve, reject })
    worker.postMessage({ id: asked, verb, told } satisfies Question)
  })
  return Object.fromEntries(VERBS.map(verb => [verb, ask(verb)])) as unknown as Journal
}
