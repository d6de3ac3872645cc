/** One round: operations out, changes in, photos out; and what it means when it ends early. */
import { putHold, readHold, readToken } from '../store/device'
import { openedAccount } from '../store/database'
import { refreshVisits, syncState, tellSync } from '../store/view'
import type { Hold } from '../rules/waiting'
import { enrol } from './devices'
import { greet } from './hello'
import { pullAll } from './pull'
import { pushAll } from './push'
import { sendPhotos } from './photos'
import { Stopped, type Why } from './stopped'

const HOLDS: Partial<Record<Why, Hold>> = {
  auth: 'auth', device_unknown: 'auth', revoked: 'revoked', upgrade: 'upgrade', fork: 'fork',
}

/** Null when everything went; else why it stopped. Anything that is not about sending reaches the caller. */
export async function syncRound(): Promise<Stopped | null> {
  if (openedAccount() === null || ['revoked', 'fork'].includes((await readHold()) ?? '')) return null
  tellSync({ sending: true })
  try {
    await withToken(everything)
    await release()
    return null
  } catch (problem) {
    if (!(problem instanceof Stopped)) {
      tellSync({ problem: 'storage' })
      throw problem
    }
    await explain(problem)
    return problem
  } finally {
    tellSync({ sending: false })
  }
}

async function everything(): Promise<void> {
  await greet()
  await pushAll()
  await pullAll()
  await pushAll()
  await sendPhotos()
}

/** A token that has ended is renewed by the session, if its person is still signed in. */
async function withToken(work: () => Promise<void>): Promise<void> {
  if (!(await readToken())) return renewed(work)
  try {
    await work()
  } catch (problem) {
    if (!(problem instanceof Stopped) || !['auth', 'device_unknown'].includes(problem.why)) throw problem
    await renewed(work)
  }
}

async function renewed(work: () => Promise<void>): Promise<void> {
  if (!(await enrol())) throw new Stopped('auth')
  await work()
}

async function release(): Promise<void> {
  await putHold(null)
  const { problem } = syncState.value
  tellSync({ online: true, problem: problem === 'storage' ? problem : null })
  await refreshVisits()
}

async function explain({ why }: Stopped): Promise<void> {
  const hold = HOLDS[why]
  if (hold) await putHold(hold)
  const problem = why === 'portal' ? 'portal' : why === 'unreachable' ? null : 'server'
  tellSync({ online: why !== 'unreachable' && why !== 'portal', ...(!hold && { problem }) })
  await refreshVisits()
}
