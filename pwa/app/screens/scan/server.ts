/** What only the server can tell of a code; null means there was no answer of ours. */
import type { Resolved } from '../facts/verdict'

const PATIENCE = 8000

export async function readByServer(photo: File): Promise<string[] | null> {
  const form = new FormData()
  form.append('photo', photo)
  const answer = await ask<{ codes: { text: string }[] }>('/api/codes/read', { body: form }, 3 * PATIENCE)
  return answer && answer.codes.map(code => code.text)
}

export function resolve(text: string): Promise<Resolved | null> {
  return ask<Resolved>('/api/codes/resolve', { body: JSON.stringify({ text }), headers: { 'Content-Type': 'application/json' } })
}

async function ask<T>(path: string, request: RequestInit, patience = PATIENCE): Promise<T | null> {
  const answer = await fetch(path, { method: 'POST', signal: AbortSignal.timeout(patience), ...request }).catch(() => null)
  const ours = answer?.ok && answer.headers.get('Content-Type')?.includes('application/json')
  return ours ? ((await answer.json()) as T) : null
}
