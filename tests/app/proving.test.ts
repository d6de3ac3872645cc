// The log's proofs on the phone: the same cases as tests/trail/test_cases.py, and what a bent proof is told as.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBase64, sha256, toBase64, utf8 } from '../../pwa/app/rules/logBytes'
import { isBeginning, isIncluded, leafHash } from '../../pwa/app/rules/logTree'
import { keep, prove, type ProvedEntry } from '../../pwa/app/rules/proving'
import told from '../cases/log.json' with { type: 'json' }

const KEY = told.proof.key
const state = ({ size, root }: { size: number, root: string }) => ({ origin: 'here', size, root: fromBase64(root) })

test('a leaf is found at its place and nowhere else', async () => {
  for (const each of told.inclusion) {
    const holds = await isIncluded(fromBase64(each.leaf), each.place, each.size, each.path.map(fromBase64), fromBase64(each.root))
    assert.equal(holds, each.holds, JSON.stringify(each))
  }
})

test('an older state is a beginning or is not', async () => {
  for (const each of told.consistency) {
    assert.equal(await isBeginning(state(each.old), state(each.now), each.proof.map(fromBase64)), each.holds, JSON.stringify(each))
  }
})

test('another log is never a beginning', async () => {
  const { old, now, proof } = told.consistency[0]!
  assert.equal(await isBeginning({ ...state(old), origin: 'elsewhere' }, state(now), proof.map(fromBase64)), false)
})

test('a proof that holds is told as such, with what to keep', async () => {
  const outcome = await prove(told.proof, told.kept)

  assert.deepEqual([outcome.signed, outcome.grown, outcome.included, outcome.all], [true, true, 2, 2])
  assert.equal((await prove(told.proof, keep(outcome.state))).grown, false, 'the growth shown is from another state')
  assert.equal((await prove({ ...told.proof, growth: [] }, keep(outcome.state))).grown, true)
})

test('whatever is bent is noticed', async () => {
  const [first, second] = told.proof.entries as [ProvedEntry, ProvedEntry]
  const other = { ...told.proof, entries: [{ ...first, body: `${first.body} ` }, second] }
  assert.equal((await prove(other, null)).included, 1)
  assert.equal((await prove({ ...told.proof, entries: [{ ...first, place: 1 }] }, null)).included, 0)
  assert.equal((await prove({ ...told.proof, checkpoint: told.proof.checkpoint.replace('/1\n2\n', '/1\n3\n') }, null)).signed, false)
  assert.equal((await prove({ ...told.proof, key: told.proof.key.replace('example.com', 'example.org') }, null)).signed, false)
  assert.equal((await prove(told.proof, { ...told.kept, root: told.proof.growth[0]! })).grown, false)
  assert.equal((await prove(told.proof, { ...told.kept, origin: 'elsewhere' })).grown, null)
})

test('a visit that is kept from the enterprise leaves a gap in its numbers', async () => {
  assert.deepEqual(await visitsAndGaps([1, 2], [0, 1]), [2, []])
  assert.deepEqual(await visitsAndGaps([1, 3], [0, 1]), [3, [2]])
  assert.deepEqual(await visitsAndGaps([1, 2], [1]), [2, [1]])
  assert.deepEqual(await visitsAndGaps([1, 2], [0, 1], 'visit.opened'), [0, []], 'only the platform counts')
})

/** A log of two entries that count visits, of which some are told. */
async function visitsAndGaps(numbers: [number, number], told: number[], kind = 'visit.counted') {
  const bodies = numbers.map(number => JSON.stringify({ kind, body: { number } }))
  const leaves = await Promise.all(bodies.map(async body => leafHash(await sha256(utf8(body)))))
  const root = await sha256(Uint8Array.of(1), ...leaves)
  const counts = told.map(place => ({ place, salt: '', body: bodies[place]!, path: [toBase64(leaves[1 - place]!)] }))
  const checkpoint = `here\n2\n${toBase64(root)}\n\n— here AAAAAAAA\n`
  const { visits, gaps } = await prove({ checkpoint, key: KEY, growth: [], entries: [], counts }, null)
  return [visits, gaps]
}
