/** Brings the server's changes page by page, each page with its cursor in one transaction. */
import { announce } from '../store/changes'
import { readMeta } from '../store/meta'
import { keepPage, startOver, type Page } from '../store/pulled'
import { settle } from '../store/queue'
import { refreshReference, refreshVisits } from '../store/view'
import { noteEpoch } from './epoch'
import { Stopped } from './stopped'
import { post } from './transport'

interface PulledPage extends Page {
  head: string
  epoch?: string
  min_proto?: number
}

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
  await noteEpoch(page.epoch)
  await keepPage(page, cursor === null)
  if (!(await settle(page.last_dseq, page.head))) throw new Stopped('fork')
  return page.more
}

/** Null where the cursor means nothing to this server any more: the next question begins again. */
async function askPage(cursor: unknown): Promise<PulledPage | null> {
  try {
    return await post<PulledPage>('/sync/v1/pull', { proto: 1, cursor, limit: 500, schema: 1 })
  } catch (problem) {
    if (!(problem instanceof Stopped) || problem.why !== 'epoch' || cursor === null) throw problem
    await startOver(problem.facts.epoch ?? '')
    return null
  }
}
