/** Signing in and out. Signing in needs the network once; everything recorded stays with the person who recorded it. */
import type { Me } from '../rules/records'
import { becomeAccount, leaveAccount } from '../store/accounts'
import { openedAccount } from '../store/database'
import { putHold } from '../store/device'
import { wasWiped } from '../store/lastPerson'
import { asJson, endSession, fetchWithin } from './patience'
import { syncNow } from './schedule'

/** `next` is the page for people who do not inspect; `detail` is the server's sentence, empty when it did not answer. */
export type SignedIn =
  | { ok: true }
  | { ok: false; code: string; detail: string; next?: string }

type Person = Me & { next?: string }

export function signIn(by: { name: string; password: string }): Promise<SignedIn> {
  return begin(() => send<Person>('/api/sign-in', by))
}

export function signInWithPasskey(): Promise<SignedIn> {
  return begin(async () => {
    const { startAuthentication } = await import('@simplewebauthn/browser')
    const options = await send<Parameters<typeof startAuthentication>[0]['optionsJSON']>('/api/passkeys/authentication/options', {})
    const credential = await startAuthentication({ optionsJSON: options }).catch(() => {
      throw new NotSignedIn('passkey_cancelled', '')
    })
    return send<Person>('/api/passkeys/authentication', { credential })
  })
}

/** Takes over a session begun on another page of this site; true if it changed whose data is shown. A wiped phone waits for a person. */
export async function adoptSession(): Promise<boolean> {
  if (wasWiped()) return false
  const answer = await fetchWithin('/api/me').catch(() => null)
  if (!answer?.ok || !answer.headers.get('Content-Type')?.includes('json')) return false
  const person = (await answer.json()) as Person
  if (!person.inspector || person.account.id === openedAccount()) return false
  await becomeAccount(person)
  void syncNow()
  return true
}

/** What waits to be sent stays on the phone for the same person's next sign-in. */
export async function signOut(): Promise<void> {
  await endSession()
  await leaveAccount()
}

class NotSignedIn extends Error {
  constructor(readonly code: string, readonly detail: string) {
    super(code)
  }
}

async function begin(ask: () => Promise<Person>): Promise<SignedIn> {
  try {
    const person = await ask()
    if (!person.inspector) return { ok: false, code: 'not_inspector', detail: '', next: person.next ?? '/' }
    await becomeAccount(person)
    await putHold(null)
    void syncNow()
    return { ok: true }
  } catch (problem) {
    if (problem instanceof NotSignedIn) return { ok: false, code: problem.code, detail: problem.detail }
    throw problem
  }
}

async function send<T>(path: string, question: object): Promise<T> {
  const answer = await fetchWithin(path, asJson(question)).catch(() => {
    throw new NotSignedIn('unreachable', '')
  })
  const data = (await answer.json().catch(() => ({}))) as T & { code?: string; detail?: string }
  if (!answer.ok) throw new NotSignedIn(data.code ?? 'server', data.detail ?? '')
  return data
}
