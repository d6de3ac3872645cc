/** One question to the sync server. Only an answer with our header counts: a hotel's welcome page also says 200. */
import { readToken } from '../store/device'
import { noteServerTime } from './serverTime'
import { Stopped, refusal, type Facts } from './stopped'

const MARK = 'X-Mashang-Sync'
const FIRST_BYTE = 15_000
const WHOLE_ANSWER = 120_000

export interface Asked {
  method: 'GET' | 'POST' | 'HEAD' | 'PATCH' | 'PUT'
  headers?: Record<string, string>
  body?: BodyInit
  /** Statuses besides 2xx that are an answer and not a refusal. */
  also?: number[]
  /** How a good answer is read, where it is not JSON. */
  read?: (answer: Response) => Promise<unknown>
  patience?: number
}

export interface Answer<T> {
  status: number
  headers: Headers
  data: T
}

let ending = new AbortController()

/** Ends the question under way; the answer, if it comes, is not looked at. */
export function interrupt(): void {
  ending.abort()
}

/** Sends a JSON question, compressed where the browser can, and returns the JSON answer. */
export async function post<T>(path: string, question: object): Promise<T> {
  const { body, headers } = await packed(JSON.stringify(question))
  const answer = await ask<T>(path, { method: 'POST', body, headers: { ...headers, 'Content-Type': 'application/json' } })
  return answer.data
}

export async function ask<T>(path: string, { also = [], read = readJson, patience = FIRST_BYTE, headers, ...asked }: Asked): Promise<Answer<T>> {
  const token = await readToken()
  ending = new AbortController()
  let timer = setTimeout(interrupt, patience)
  try {
    const begun = Date.now()
    const answer = await fetch(path, {
      ...asked, headers: { ...headers, ...(token && { Authorization: `Device ${token}` }) },
      cache: 'no-store', redirect: 'manual', signal: ending.signal,
    })
    clearTimeout(timer)
    timer = setTimeout(interrupt, WHOLE_ANSWER)
    if (answer.headers.get(MARK) !== '1') throw notOurs(answer)
    const data = (await (answer.ok ? read : readJson)(answer)) as T
    await noteServerTime(data, begun)
    if (answer.ok || also.includes(answer.status)) return { status: answer.status, headers: answer.headers, data }
    throw refusal(answer.status, data as { code?: string; facts?: Facts }, retryAfter(answer))
  } catch (problem) {
    throw problem instanceof Stopped ? problem : new Stopped('unreachable')
  } finally {
    clearTimeout(timer)
  }
}

async function readJson(answer: Response): Promise<unknown> {
  const text = await answer.text()
  return text ? JSON.parse(text) : {}
}

/** A proxy of ours may speak for a server that is restarting; anything else unmarked is somebody else's page. */
function notOurs(answer: Response): Stopped {
  const proxy = answer.status === 413 ? 'too_large' : [500, 502, 503, 504].includes(answer.status) ? 'busy' : 'portal'
  return new Stopped(proxy, {}, retryAfter(answer))
}

/** In seconds; a proxy may name a moment instead. */
function retryAfter(answer: Response): number {
  const told = answer.headers.get('Retry-After') ?? ''
  const seconds = Number(told) || (Date.parse(told) - Date.now()) / 1000
  return Math.max(0, Math.ceil(seconds) || 0)
}

async function packed(text: string): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  if (typeof CompressionStream === 'undefined') return { body: text, headers: {} }
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return { body: await new Response(stream).arrayBuffer(), headers: { 'Content-Encoding': 'gzip' } }
}
