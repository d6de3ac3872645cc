/** One round: operations out, changes in, photos out; and what it means when it ends early. */
import { putHold, readHold, readToken } from '../store/device'
import { openedAccount } from '../store/database'
import { beginNewChain } from '../store/newChain'
import { refreshVisits, syncState, tellSync } from '../store/view'
import type { Hold } from '../rules/waiting'
import { enrol } from './devices'
import { greet } from './hello'
import { bringPictures } from './pictures'
import { pullAll } from './pull'
import { pushAll } from './push'
import { sendPhotos } from './photos'
import { surrender } from './surrender'
import { Stopped, type Why } from './stopped'

const HOLDS: Partial<Record<Why, Hold>> = {
  auth: 'auth', device_unknown: 'auth', revoked: 'revoked', upgrade: 'upgrade', parted: 'fork', fork: 'fork',
}

const AN_HOUR = 3_600_000

let triedHeld = 0

/** Null when everything went; else why it stopped. Anything that is not about sending reaches the caller. */
export async function syncRound(): Promise<Stopped | null> {
  const hold = await heldBy()
  if (openedAccount() === null || (hold === 'fork' && !isTimeToTry())) return null
  tellSync({ sending: true })
  try {
    if (hold === 'revoked' && !(await letInAgain())) await told()
    else await inOrder()
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

/** What people have to look at is asked again now and then: they may have looked. */
function isTimeToTry(): boolean {
  if (Date.now() - triedHeld < AN_HOUR) return false
  triedHeld = Date.now()
  return true
}

async function heldBy(): Promise<Hold | null> {
  return openedAccount() === null ? null : readHold()
}

async function letInAgain(): Promise<boolean> {
  const stands = await surrender()
  if (stands) await putHold(null)
  return stands
}

async function inOrder(): Promise<void> {
  await inOneChain(() => withToken(everything)).catch(async problem => {
    if (!(problem instanceof Stopped) || problem.why !== 'revoked') throw problem
    await putHold('revoked')
    if (await surrender()) throw problem
    return told()
  })
  if ((await heldBy()) !== 'revoked' && openedAccount() !== null) await release()
}

/** Once: the server knows our chain further or otherwise than we do; what it lacks goes on in a new one. */
async function inOneChain(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (problem) {
    if (!(problem instanceof Stopped) || problem.why !== 'parted') throw problem
    if (!(await beginNewChain(problem.facts.dseq ?? 1, Date.now()))) throw problem
    await work()
  }
}

async function everything(): Promise<void> {
  await greet()
  const refused = await pushAll().catch(onlyRefused)
  await pullAll()
  if (refused) throw refused
  await pushAll()
  await sendPhotos()
  await bringPictures()
}

/** One operation that nobody can take must not keep the others' news from this phone. */
function onlyRefused(problem: unknown): Stopped {
  if (problem instanceof Stopped && problem.why === 'refused') return problem
  throw problem
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

/** Everything is handed over; what it means stands on the screens. */
async function told(): Promise<void> {
  if (openedAccount() === null) return
  tellSync({ online: true })
  await refreshVisits()
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
  const problem = why === 'portal' || why === 'refused' ? why : why === 'unreachable' ? null : 'server'
  tellSync({ online: why !== 'unreachable' && why !== 'portal', ...(!hold && { problem }) })
  await refreshVisits()
}
