/** Sends the outbox in order, batch by batch, until the server has confirmed everything with our own head. */
import { MOST_OPERATIONS } from '../rules/batch'
import { announce } from '../store/changes'
import { hasOperation, nextBatch, notePhotosStored, offerPhotosAgain, rewind, settle, type Batch, type Result } from '../store/queue'
import { hint } from '../store/lastPerson'
import { refreshVisits } from '../store/view'
import { wire } from '../store/outboxView'
import { noteEpoch } from './epoch'
import { Stopped } from './stopped'
import { post } from './transport'

interface Receipt {
  acked: number
  head: string
  results: Result[]
  need_blobs?: string[]
  stored?: string[]
  epoch?: string
}

let most = MOST_OPERATIONS
let madeKnown = false
let unsigned = false
// Asked for when there is something to send: it does not delay the first screen.
const signing = () => import('./signature')

/** A revoked device hands over by another door; all else is the same. */
export type Door = '/sync/v1/push' | '/sync/v1/surrender'

export async function pushAll(door: Door = '/sync/v1/push'): Promise<void> {
  madeKnown = unsigned = false
  for (let batch = await nextBatch(most); batch; batch = await nextBatch(most)) await pushOne(batch, door)
}

async function pushOne(batch: Batch, door: Door): Promise<void> {
  try {
    await showSending(batch.to)
    const signature = unsigned ? { sig: null, alg: null } : await (await signing()).signatureOver(batch.head)
    await take(batch, await post<Receipt>(door, { proto: 1, ...batch, ...signature, app: __BUILD__, schema: 1 }))
    most = Math.min(MOST_OPERATIONS, most * 2)
  } catch (problem) {
    await recover(problem, batch)
  } finally {
    await showSending(0)
  }
}

/** A receipt counts only if the server we know signed it, and if its head is the one this phone computed. */
async function take(batch: Batch, receipt: Receipt): Promise<void> {
  if (!(await (await signing()).holds(receipt))) throw new Stopped('portal')
  const ours = Number.isInteger(receipt.acked) && (await settle(receipt.acked, receipt.head, receipt.results))
  if (!ours) throw isAhead(batch, receipt) ? new Stopped('parted', { dseq: batch.to + 1 }) : new Stopped('portal')
  await offerPhotosAgain(receipt.need_blobs ?? [])
  await notePhotosStored(receipt.stored ?? [])
  await noteEpoch(receipt.epoch)
  hint({ acked: receipt.acked })
  announce('sent')
}

/** It has everything of this batch, and more than this phone ever made: the phone was put back to an older state. */
function isAhead({ to, operations }: Batch, { acked, results }: Receipt): boolean {
  return acked > to && results.length === operations.length && results.every(({ status }) => status === 'duplicate')
}

/** A smaller batch, or an earlier beginning; everything else ends the round. */
async function recover(problem: unknown, batch: Batch): Promise<void> {
  if (!(problem instanceof Stopped)) throw problem
  if (problem.why === 'unsigned') return makeKnown()
  if (problem.why === 'gap') return beginAt(problem.facts.expect ?? 0, batch)
  const single = most <= 1 || batch.operations.length === 1
  if (problem.why === 'too_large' && !single) {
    most = Math.max(1, Math.floor(batch.operations.length / 2))
    return
  }
  if (problem.why === 'unreachable') most = Math.max(1, Math.floor(most / 2))
  throw problem.why === 'too_large' ? new Stopped('refused') : problem
}

/** Once a round: only the signed-in person can make another key known as this phone's; without him it goes unsigned. */
async function makeKnown(): Promise<void> {
  if (unsigned) throw new Stopped('refused')
  unsigned = madeKnown || !(await (await signing()).knownAgain())
  madeKnown = true
}

async function beginAt(expected: number, batch: Batch): Promise<void> {
  if (expected < 1 || expected >= batch.from || !(await hasOperation(expected))) throw new Stopped('parted')
  await rewind(expected - 1)
}

async function showSending(through: number): Promise<void> {
  wire.through = through
  await refreshVisits()
}
