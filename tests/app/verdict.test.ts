/** May I inspect here now? The verdict at the door, offline and with the server's answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { read } from '../../pwa/app/rules/licenseCode'
import type { Visit } from '../../pwa/app/rules/records'
import { unplannedVisit } from '../../pwa/app/rules/visitState'
import { judge, type Resolved } from '../../pwa/app/screens/facts/verdict'

const TODAY = '2026-11-23'
const CODE = '91370211MA3C5T1X8D'
const TOKEN = 'qW3rT5yU7iO9pA1sD3fG5hJ7'
const OTHER_DOOR = 'zX9cV7bN5mQ3wE1rT8yU6iO4'

function aVisit(changes: Partial<Visit> = {}): Visit {
  const enterprise = { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '' }
  const premises = { id: 'p1', number: 1, name: '总店', address: '滨海大道', door_token: TOKEN }
  return { ...unplannedVisit('v1', TODAY, enterprise, premises), planned: true, ...changes }
}

function anAnswer(changes: Partial<Resolved> = {}): Resolved {
  return { family: 'credit_code', credit_code: CODE, enterprise: null, premises: [], visits: [], quiet_until: null, ...changes }
}

const licence = read(CODE)
const door = read(`https://mashang.example/e/${TOKEN}`)
const otherDoor = read(`https://mashang.example/e/${OTHER_DOOR}`)

test('a licence of today’s visit allows it without signal', () => {
  assert.equal(judge(licence, [aVisit()], TODAY, null).kind, 'allowed')
})

test('a door code of today’s premises allows it without signal', () => {
  assert.equal(judge(door, [aVisit()], TODAY, null).kind, 'allowed')
})

test('a visit begun yesterday may go on', () => {
  assert.equal(judge(licence, [aVisit({ visit_on: '2026-11-22', state: 'started' })], TODAY, null).kind, 'allowed')
})

test('two doors of one enterprise are both offered', () => {
  const verdict = judge(licence, [aVisit(), aVisit({ id: 'v2' })], TODAY, null)

  assert.equal(verdict.kind === 'allowed' && verdict.visits.length, 2)
})

test('another door of the right enterprise is told apart once the server has named it', () => {
  const verdict = judge(otherDoor, [aVisit()], TODAY, anAnswer())

  assert.equal(verdict.kind, 'other_premises')
})

test('a visit of tomorrow does not allow today', () => {
  assert.equal(judge(licence, [aVisit({ visit_on: '2026-11-24' })], TODAY, null).kind, 'other_day')
})

const CLOSED = { made_at: `${TODAY}T11:00:00+08:00`, summary: '', outcomes: [], inspector: 'i1', inspector_name: '王建国', agency: 'fire' }

test('a finished visit is not begun again', () => {
  assert.equal(judge(licence, [aVisit({ state: 'completed', closed: CLOSED })], TODAY, null).kind, 'completed')
})

test('a joint visit the other agencies have finished is still open to ours', () => {
  assert.equal(judge(licence, [aVisit({ state: 'completed' })], TODAY, null).kind, 'allowed')
})

test('a joint visit the other agencies go on with is over for ours once we have closed', () => {
  assert.equal(judge(licence, [aVisit({ state: 'started', closed: CLOSED })], TODAY, null).kind, 'completed')
})

test('a visit of yesterday may be begun where the server says so', () => {
  const yesterday = aVisit({ visit_on: '2026-11-22' })

  assert.equal(judge(licence, [yesterday], TODAY, null).kind, 'other_day')
  assert.equal(judge(licence, [yesterday], TODAY, anAnswer({ visits: ['v1'] })).kind, 'allowed')
})

test('a quiet period is told only when the server said so', () => {
  const enterprise = { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '' }

  assert.equal(judge(licence, [], TODAY, null).kind, 'no_plan')
  assert.equal(judge(licence, [], TODAY, anAnswer({ enterprise, quiet_until: '2026-11-30' })).kind, 'quiet')
})

test('a code that names nobody stays unresolved, whatever it says', () => {
  assert.equal(judge(read('https://example.com/win-a-prize'), [aVisit()], TODAY, null).kind, 'unresolved')
})
