/** 互认 on the phone: what counts today, and an adopted line that remembers whose result it was left to. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { recognised, recognisedOf } from '../../pwa/app/rules/recognition'
import type { Operation } from '../../pwa/app/rules/operations'
import type { Recognised, Visit } from '../../pwa/app/rules/records'
import { applyOperations, unplannedVisit } from '../../pwa/app/rules/visitState'

const looked: Recognised = {
  inspection_item: 'fire-exit', result: 'r1', item: 'escape', name: '疏散通道检查', agency: 'market', agency_name: '市场监管局',
  visit_on: '2026-10-12', valid_until: '2027-04-12', outcome: 'no_problem', objected: false,
}
const visit: Visit = {
  ...unplannedVisit('v1', '2027-04-12', { id: null, name: '', credit_code: '', industry_name: '' }, { id: null, number: null, name: '', address: '', door_token: null }),
  recognised: [looked],
}

test('a result is recognised up to its last day and not after', () => {
  assert.equal(recognisedOf(visit, 'fire-exit', '2027-04-12'), looked)
  assert.deepEqual(recognised(visit, '2027-04-13'), [])
  assert.deepEqual(recognised({ ...visit, recognised: undefined }, '2027-04-12'), [])
})

test('an adopted line remembers the result; choosing again forgets it', () => {
  const by = { inspector: 'i1', name: '王建国', agency: 'fire' }
  const answered = (id: string, body: object) => ({ id, kind: 'line.answered', blobs: [], made_at: '', body: { inspection_item: 'fire-exit', line: '1', ...body } }) as unknown as Operation
  const adopted = answered('o1', { value: 'not_applicable', adopts: 'r1' })

  assert.equal(applyOperations(visit, [adopted], by).answers[0]?.adopts, 'r1')
  assert.equal(applyOperations(visit, [adopted, answered('o2', { value: 'conforming' })], by).answers[0]?.adopts, null)
})
