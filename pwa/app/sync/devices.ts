/** Makes this phone known to the server, so that it may send for its person for as long as its token lives. */
import { keepToken, readDevice } from '../store/device'
import { openedAccount } from '../store/database'
import { settle } from '../store/queue'
import type { Me } from '../rules/records'
import { asJson, fetchWithin } from './patience'
import { Stopped } from './stopped'

interface Enrolled {
  token: string
  last_dseq: number
  head: string
}

/** True once the phone holds a new token; false if this phone's person is not signed in with the server now. */
export async function enrol(): Promise<boolean> {
  const person = await fromApi<Me>('/api/me')
  if (!person || person.account?.id !== openedAccount()) return false
  const answer = await fromApi<Enrolled>('/api/devices', { id: await readDevice(), label: label() })
  if (!answer) return false
  if (typeof answer.token !== 'string') throw new Stopped('portal')
  await settle(answer.last_dseq, answer.head) // Where it is not our chain, pushing and pulling find out from where on.
  await keepToken(answer.token)
  return true
}

async function fromApi<T>(path: string, question?: object): Promise<T | null> {
  const answer = await fetchWithin(path, question && asJson(question)).catch(() => {
    throw new Stopped('unreachable')
  })
  if (!answer.headers.get('Content-Type')?.includes('json')) throw new Stopped('portal')
  if (answer.status === 401) return null
  if (answer.status === 403) throw new Stopped('revoked')
  if (answer.status === 409) throw new Stopped('parted')
  if (!answer.ok) throw new Stopped('busy')
  return (await answer.json()) as T
}

/** What the person will recognise in the list of their devices. */
function label(): string {
  const agent = globalThis.navigator?.userAgent ?? ''
  return /\(([^;)]+(?:; [^;)]+)?)/.exec(agent)?.[1]?.slice(0, 60) ?? ''
}
