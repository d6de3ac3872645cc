/** May I inspect here now? The verdict at the door, offline and with the server's answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { read, type LicenseCode } from '../../pwa/app/rules/licenseCode'
import type { AgencyVisit, QuietPeriod, Visit } from '../../pwa/app/rules/records'
import { unplannedVisit } from '../../pwa/app/rules/visitState'
import { judge, type Known, type Resolved, type Verdict } from '../../pwa/app/screens/facts/verdict'

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

function verdict(code: LicenseCode, visits: Visit[], today: string, answer: Resolved | null, more: Partial<Known> = {}): Verdict {
  return judge(code, { visits, today, answer, ...more })
}

const licence = read(CODE)
const door = read(`https://mashang.example/e/${TOKEN}`)
const otherDoor = read(`https://mashang.example/e/${OTHER_DOOR}`)

test('a licence of today’s visit allows it without signal', () => {
  assert.equal(verdict(licence, [aVisit()], TODAY, null).kind, 'allowed')
})

test('a door code of today’s premises allows it without signal', () => {
  assert.equal(verdict(door, [aVisit()], TODAY, null).kind, 'allowed')
})

test('a visit begun yesterday may go on', () => {
  assert.equal(verdict(licence, [aVisit({ visit_on: '2026-11-22', state: 'started' })], TODAY, null).kind, 'allowed')
})

test('two doors of one enterprise are both offered', () => {
  const found = verdict(licence, [aVisit(), aVisit({ id: 'v2' })], TODAY, null)

  assert.equal(found.kind === 'allowed' && found.visits.length, 2)
})

test('another door of the right enterprise is told apart once the server has named it', () => {
  const found = verdict(otherDoor, [aVisit()], TODAY, anAnswer())

  assert.equal(found.kind, 'other_premises')
})

test('another door of the right enterprise is told apart without signal too', () => {
  const premises = { ...aVisit().premises, other_doors: [OTHER_DOOR] }

  assert.equal(verdict(otherDoor, [aVisit({ premises })], TODAY, null).kind, 'other_premises')
})

test('a visit of tomorrow does not allow today', () => {
  assert.equal(verdict(licence, [aVisit({ visit_on: '2026-11-24' })], TODAY, null).kind, 'other_day')
})

const CLOSED = { made_at: `${TODAY}T11:00:00+08:00`, summary: '', outcomes: [], inspector: 'i1', inspector_name: '王建国', agency: 'fire' }

test('a finished visit is not begun again', () => {
  assert.equal(verdict(licence, [aVisit({ state: 'completed', closed: CLOSED })], TODAY, null).kind, 'completed')
})

test('a joint visit the other agencies have finished is still open to ours', () => {
  assert.equal(verdict(licence, [aVisit({ state: 'completed' })], TODAY, null).kind, 'allowed')
})

test('a joint visit the other agencies go on with is over for ours once we have closed', () => {
  assert.equal(verdict(licence, [aVisit({ state: 'started', closed: CLOSED })], TODAY, null).kind, 'completed')
})

test('a visit of yesterday may be begun where the server says so', () => {
  const yesterday = aVisit({ visit_on: '2026-11-22' })

  assert.equal(verdict(licence, [yesterday], TODAY, null).kind, 'other_day')
  assert.equal(verdict(licence, [yesterday], TODAY, anAnswer({ visits: ['v1'] })).kind, 'allowed')
})

test('a quiet period that was not pulled is told once the server says so', () => {
  const enterprise = { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '' }

  assert.equal(verdict(licence, [], TODAY, null).kind, 'no_plan')
  assert.equal(verdict(licence, [], TODAY, anAnswer({ enterprise, quiet_until: '2026-11-30' })).kind, 'quiet')
})

test('a code that names nobody stays unresolved, whatever it says', () => {
  assert.equal(verdict(read('https://example.com/win-a-prize'), [aVisit()], TODAY, null).kind, 'unresolved')
})

const ENDED = { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '', ended_on: '2026-11-01' }

test('an enterprise that has ended is told before its visit', () => {
  const found = verdict(licence, [aVisit({ enterprise: ENDED })], TODAY, null)

  assert.equal(found.kind, 'ended')
  assert.equal(found.kind === 'ended' && found.visits.length, 1)
})

test('an enterprise that will end stands until then', () => {
  assert.equal(verdict(licence, [aVisit({ enterprise: { ...ENDED, ended_on: '2026-11-24' } })], TODAY, null).kind, 'allowed')
})

test('whoever is inside already goes on at an enterprise that has ended', () => {
  assert.equal(verdict(licence, [aVisit({ state: 'started', enterprise: ENDED })], TODAY, null).kind, 'allowed')
})

const named = read(`名称：海之味餐饮有限公司\n统一社会信用代码：${CODE}`)

test('another name under the same credit code is shown once', () => {
  const found = verdict(named, [aVisit()], TODAY, null)

  assert.deepEqual(found.kind === 'renamed' && found.onLicence, '海之味餐饮有限公司')
  assert.equal(verdict(named, [aVisit()], TODAY, null, { namesCompared: true }).kind, 'allowed')
})

test('brackets of another width are no other name', () => {
  const bracketed = read(`名称：海之韵(青岛)餐饮\n统一社会信用代码：${CODE}`)
  const enterprise = { ...ENDED, ended_on: null, name: '海之韵（青岛）餐饮' }

  assert.equal(verdict(bracketed, [aVisit({ enterprise })], TODAY, null).kind, 'allowed')
})

const COLLEAGUES: AgencyVisit = {
  id: 'v9', visit_on: TODAY, state: 'open', enterprise: { id: 'e1', name: '海之韵餐饮', credit_code: CODE },
  premises: { id: 'p1', name: '总店', address: '滨海大道', door_token: TOKEN }, plans: [],
}

test('a visit of one’s own agency that others pay is told without signal', () => {
  assert.equal(verdict(licence, [], TODAY, null, { colleagues: [COLLEAGUES] }).kind, 'colleagues')
  assert.equal(verdict(door, [], TODAY, null, { colleagues: [COLLEAGUES] }).kind, 'colleagues')
})

test('a colleague’s visit of another day or another door is none of today’s', () => {
  assert.equal(verdict(licence, [], TODAY, null, { colleagues: [{ ...COLLEAGUES, visit_on: '2026-11-24' }] }).kind, 'no_plan')
  assert.equal(verdict(otherDoor, [], TODAY, null, { colleagues: [COLLEAGUES] }).kind, 'unresolved')
})

const QUIET: QuietPeriod = {
  id: 'v8', first: '2026-11-20', last: '2026-12-04', enterprise: { id: 'e1', name: '海之韵餐饮', credit_code: CODE },
  premises: { id: 'p1', name: '总店', address: '滨海大道', door_token: TOKEN },
}

test('a quiet period that was pulled is told without signal, until its last day', () => {
  const found = verdict(licence, [], TODAY, null, { quiet: [QUIET] })

  assert.equal(found.kind === 'quiet' && found.until, '2026-12-04')
  assert.equal(verdict(door, [], TODAY, null, { quiet: [QUIET] }).kind, 'quiet')
  assert.equal(verdict(licence, [], '2026-12-05', null, { quiet: [QUIET] }).kind, 'no_plan')
  assert.equal(verdict(otherDoor, [], TODAY, null, { quiet: [QUIET] }).kind, 'unresolved')
})

test('what the server says of a quiet period counts before what was pulled', () => {
  const answer = anAnswer({ enterprise: { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '' } })

  assert.equal(verdict(licence, [], TODAY, answer, { quiet: [QUIET] }).kind, 'no_plan')
})

test('one’s own visit on another day is told before the quiet period it makes', () => {
  assert.equal(verdict(licence, [aVisit({ visit_on: '2026-11-25' })], TODAY, null, { quiet: [QUIET] }).kind, 'other_day')
})

const opaque = read('http://zj.gsxt.gov.cn/%7B9C5A2D70E1F84B369C5A2D70E1F84B36-1528447396036%7D')

test('a code that says nothing leads to the enterprise it was learned to be', () => {
  const enterprise = { id: 'e1', name: '海之韵餐饮', credit_code: CODE, industry_name: '' }

  assert.equal(verdict(opaque, [aVisit()], TODAY, null).kind, 'unresolved')
  assert.equal(verdict(opaque, [aVisit()], TODAY, null, { named: enterprise }).kind, 'allowed')
  assert.equal(verdict(opaque, [], TODAY, null, { named: enterprise }).kind, 'no_plan')
})
