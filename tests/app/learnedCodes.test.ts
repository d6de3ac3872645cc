/** A learned code as the phone sees it before the server has heard of what was said here. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standsFor, withOwnWords } from '../../pwa/app/rules/learnedCodes'
import { codeId, subjectOf, type Kind, type Operation } from '../../pwa/app/rules/operations'
import type { CodeName, LearnedCode } from '../../pwa/app/rules/records'

const CODE = 'a3f1'.repeat(16)
const SHOP = '91370211MA3C5T1X8D'
const OTHER = '91370211MA3C4XK29U'
const ME = 'account-1'

function aName(changes: Partial<CodeName> = {}): CodeName {
  return { id: 'e1', name: '海之韵餐饮', credit_code: SHOP, industry_name: '', state: 'named', agency_name: '消防', said_by: ['account-2'], ...changes }
}

function aCode(...names: CodeName[]): LearnedCode {
  return { id: codeId(CODE), code: CODE, state: names[0]!.state, names }
}

function said(kind: Kind, credit_code = SHOP, account = ME): Operation {
  return { kind, account, entity_id: codeId(CODE), body: { code: CODE, text: '', family: '', credit_code, reason: '' } } as unknown as Operation
}

function seen(record: LearnedCode | null, ...operations: Operation[]): LearnedCode | null {
  return withOwnWords(record, operations, () => '本机名称')
}

test('nobody said anything', () => {
  assert.equal(seen(null), null)
})

test('what one names himself waits for a second person', () => {
  const code = seen(null, said('code.named'))

  assert.deepEqual(code?.names.map(({ credit_code, name, state }) => [credit_code, name, state]), [[SHOP, '本机名称', 'named']])
  assert.equal(standsFor(code), null)
})

test('confirming what a colleague named establishes it on this phone at once', () => {
  assert.equal(standsFor(seen(aCode(aName()), said('code.confirmed')))?.credit_code, SHOP)
})

test('nobody confirms his own word', () => {
  assert.equal(standsFor(seen(aCode(aName({ said_by: [ME] })), said('code.confirmed'), said('code.named'))), null)
})

test('a challenge suspends an established code on this phone at once', () => {
  const code = seen(aCode(aName({ state: 'confirmed', said_by: ['account-2', 'account-3'] })), said('code.challenged'))

  assert.equal(code?.state, 'doubtful')
  assert.equal(standsFor(code), null)
})

test('a second enterprise puts both in doubt', () => {
  const code = seen(aCode(aName({ state: 'confirmed', said_by: ['account-2', 'account-3'] })), said('code.named', OTHER))

  assert.deepEqual(code?.names.map(({ state }) => state), ['doubtful', 'doubtful'])
})

test('whoever names another enterprise has taken back what he said before', () => {
  const code = seen(aCode(aName({ said_by: [ME] })), said('code.named', OTHER))

  assert.deepEqual(code?.names.map(({ credit_code, state }) => [credit_code, state]), [[OTHER, 'named']])
})

test('a doubt that the desk has not settled is not outvoted', () => {
  assert.equal(standsFor(seen(aCode(aName({ state: 'doubtful' })), said('code.confirmed'))), null)
})

test('phones that never met give a code the same id as the server', () => {
  const digest = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'

  assert.equal(codeId(digest), '01234567-89ab-8def-8123-456789abcdef')
  assert.deepEqual(subjectOf({ code: digest, credit_code: SHOP, reason: '' }), { entity: 'code', id: codeId(digest) })
})
