/** Questions outside the sync protocol: never from a cache, never for longer than a person waits. */

const FIRST_BYTE = 15_000

export async function fetchWithin(path: string, init: RequestInit = {}): Promise<Response> {
  const ending = new AbortController()
  const timer = setTimeout(() => ending.abort(), FIRST_BYTE)
  try {
    return await fetch(path, { cache: 'no-store', redirect: 'manual', ...init, signal: ending.signal })
  } finally {
    clearTimeout(timer)
  }
}

/** Without signal the session ends by itself, later. */
export async function endSession(): Promise<void> {
  await fetchWithin('/api/sign-out', { method: 'POST' }).catch(() => null)
}

export function asJson(question: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(question), headers: { 'Content-Type': 'application/json' } }
}
