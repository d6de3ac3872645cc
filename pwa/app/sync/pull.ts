/** Brings the server's changes page by page, each page with its cursor in one transaction. */
import { announce } from '../store/changes'
import { readMeta, UNTOUCHED } from '../store/meta'
import { keepPage, pullAnew, startOver, type Page } from '../store/pulled'
import { noteDecided, offerPhotosAgain, settle } from '../store/queue'
import { refreshReference, refreshVisits } from '../store/view'
import { noteEpoch } from './epoch'
import { Stopped } from './stopped'
import { post } from './transport'

interface PulledPage extends Page {
  head: string
  epoch?: string
  min_proto?: number
  /** Files that our operations name and the server lacks, also where it had them before. */
  need_blobs?: string[]
  /** Numbers of our quarantined operations: nobody has decided yet, or decided against. */
  set_aside?: number[]
  left?: number[]
}

const A_DAY = 86_400_000

export async function pullAll(): Promise<void> {
  let more = true
  while (more) more = await pullPage()
  await Promise.all([refreshReference(), refreshVisits()])
  announce('pulled')
}

async function pullPage(): Promise<boolean> {
  const cursor = (await readMeta('cursor')) ?? null
  const page = await askPage(cursor)
  if (page === null) return true
  if ((page.min_proto ?? 1) > 1) throw new Stopped('upgrade')
  if ((await noteEpoch(page.epoch)) && cursor !== null) return true
  const apart = await keepPage(page, cursor === null)
  if (!(await settle(page.last_dseq, page.head))) throw new Stopped('parted', { dseq: await unknownFrom(page.last_dseq) })
  await offerPhotosAgain(page.need_blobs ?? [])
  if (page.set_aside) await noteDecided(page.last_dseq, page.set_aside, page.left ?? [])
  if (Object.keys(apart).length > 0 && (await mayPullAnew())) {
    await pullAnew(new Date().toISOString(), apart)
    return true
  }
  return page.more
}

/** A server that is ahead has at least what it confirmed; of one that is behind nothing is known. */
async function unknownFrom(through: number): Promise<number> {
  const acked = (await readMeta('acked')) ?? UNTOUCHED.acked
  return through > acked.dseq ? acked.dseq + 1 : 1
}

/** Once a day: a phone that computes wrongly must not pull for ever. */
async function mayPullAnew(): Promise<boolean> {
  return Date.now() - Date.parse((await readMeta('repulled')) ?? '1970-01-01') > A_DAY
}

/** Null where the cursor means nothing to this server any more: the next question begins again. */
async function askPage(cursor: unknown): Promise<PulledPage | null> {
  try {
    const apart = (await readMeta('apart')) ?? undefined
    return await post<PulledPage>('/sync/v1/pull', { proto: 1, cursor, limit: 500, schema: 1, apart })
  } catch (problem) {
    if (!(problem instanceof Stopped) || problem.why !== 'epoch' || cursor === null) throw problem
    await startOver(problem.facts.epoch ?? '')
    return null
  }
}
