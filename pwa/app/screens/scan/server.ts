/** What only the server can tell of a code, or why it did not. */
import type { Resolved } from '../facts/verdict'

const PATIENCE = 8000

/** `signed_out`: the session has ended, though records may still be sent. */
export type Told<T> = { data: T } | { data: null; why: 'no_signal' | 'signed_out' | 'busy' }

export async function readByServer(photo: File): Promise<Told<string[]>> {
  const form = new FormData()
  form.append('photo', photo)
  const told = await ask<{ codes: { text: string }[] }>('/api/codes/read', { body: form }, 3 * PATIENCE)
  return told.data ? { data: told.data.codes.map(code => code.text) } : told
}

export function resolve(text: string): Promise<Told<Resolved>> {
  return ask<Resolved>('/api/codes/resolve', { body: JSON.stringify({ text }), headers: { 'Content-Type': 'application/json' } })
}

async function ask<T>(path: string, request: RequestInit, patience = PATIENCE): Promise<Told<T>> {
  try {
    const answer = await fetch(path, { method: 'POST', signal: AbortSignal.timeout(patience), ...request })
    if (!answer.headers.get('Content-Type')?.includes('json')) return { data: null, why: 'no_signal' }
    if (answer.ok) return { data: (await answer.json()) as T }
    return { data: null, why: answer.status === 401 ? 'signed_out' : 'busy' }
  } catch {
    return { data: null, why: 'no_signal' }
  }
}
