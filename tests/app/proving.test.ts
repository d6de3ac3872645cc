// The log's proofs on the phone: the same cases as tests/trail/test_cases.py, and what a bent proof is told as.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBase64 } from '../../pwa/app/rules/logBytes'
import { isBeginning, isIncluded } from '../../pwa/app/rules/logTree'
import { keep, prove, type ProvedEntry } from '../../pwa/app/rules/proving'
import told from '../cases/log.json' with { type: 'json' }

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
