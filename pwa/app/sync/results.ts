/** Results that wait for their inspector's signature: asked of the server and signed there, never from a copy. */
import type { LineValue, Outcome, Severity } from '../rules/records'
import { asJson, fetchWithin } from './patience'

export type Disposition = 'none' | 'guidance' | 'leniency' | 'correction' | 'case_filed'

export interface ResultLine {
  id: string
  visit: string
  visit_on: string
  enterprise: string
  version: number
  origin: 'closed' | 'late' | 'upheld' | 'amended' | 'withdrawn'
  outcome: Outcome
  sign_by: string
  overdue: boolean
  signed_at: string | null
  disposition: Disposition | null
}

export interface WaitingResult extends ResultLine {
  items: { name: string; value: LineValue; outcome: Outcome }[]
  not_inspected: string[]
  findings: { item: string; line: string; text: string; severity: Severity; due: string | null }[]
  leniency: Spared[]
  fitting: Disposition[]
  reasoned: Disposition[]
}

/** An entry of the leniency list that the findings fall under; `repeated` where a first offence is doubtful. */
export interface Spared {
  code: string
  name: string
  conditions: string
  legal_basis: string[]
  repeated: boolean
}

export interface Results {
  waiting: WaitingResult[]
  signed: ResultLine[]
}

export interface Decision {
  disposition: Disposition
  text: string
  leniency: string[]
}

/** `password`: there is no passkey to ask, and this server takes the password instead. */
export type Answer<T> = { data: T } | { data: null; code: string; detail: string }

export function waitingResults(): Promise<Answer<Results>> {
  return ask('/api/results')
}

/** Has the passkey sign the very words the server keeps; `passkey_missing` where the person has none. */
export async function signResult(result: string, decision: Decision): Promise<Answer<object>> {
  const address = `/api/results/${result}/sign-off`
  const asked = await ask<{ options: Options | null }>(`${address}/options`, decision)
  if (!asked.data) return asked
  if (!asked.data.options) return { data: null, code: 'passkey_missing', detail: '' }
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const credential = await startAuthentication({ optionsJSON: asked.data.options }).catch(() => null)
  if (!credential) return { data: null, code: 'passkey_cancelled', detail: '' }
  return ask(address, { ...decision, credential })
}

/** The lower grade, where this server allows passwords and the person has no passkey. */
export function signResultByPassword(result: string, decision: Decision, password: string): Promise<Answer<object>> {
  return ask(`/api/results/${result}/sign-off`, { ...decision, password })
}

type Options = Parameters<typeof import('@simplewebauthn/browser').startAuthentication>[0]['optionsJSON']

async function ask<T>(path: string, question?: object): Promise<Answer<T>> {
  try {
    const answer = await fetchWithin(path, question ? asJson(question) : {})
    const told = await answer.json()
    return answer.ok ? { data: told as T } : { data: null, code: told.code, detail: told.detail }
  } catch {
    return { data: null, code: 'unreachable', detail: '' }
  }
}
