/** What stands of the findings, what it makes of an item, and how far the checklist is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding, ItemVersion, Visit } from '../../pwa/app/rules/records'
import { unplannedVisit } from '../../pwa/app/rules/visitState'
import { outcomesOf, standing } from '../../pwa/app/screens/facts/findings'
import { progressOf } from '../../pwa/app/screens/facts/progress'

const ITEM = { id: 'iv1', code: 'fire-exit', lines: [{ line: '1' }, { line: '2' }] } as ItemVersion

function aFinding(changes: Partial<Finding> = {}): Finding {
  return {
    id: 'f1', inspection_item: 'fire-exit', line: '1', text: '安全出口上锁', severity: 'serious', correction_due: null,
    inspector: 'i1', inspector_name: '林晓峰', agency: 'fire-rescue', evidence: [], withdrawn: false, corrects: null, ...changes,
  }
}

function aVisit(changes: Partial<Visit> = {}): Visit {
  const enterprise = { id: null, name: '海之韵餐饮', credit_code: '91370211MA3C5T1X8D', industry_name: '' }
  const premises = { id: null, number: null, name: '', address: '', door_token: null }
  return { ...unplannedVisit('v1', '2026-11-23', enterprise, premises), ...changes }
}

function answered(line: string, value: 'conforming' | 'nonconforming') {
  return { inspection_item: 'fire-exit', line, value, inspector: 'i1', inspector_name: '林晓峰', agency: 'fire-rescue', operation: line }
}

test('a corrected finding gives way to its correction', () => {
  const found = [aFinding(), aFinding({ id: 'f2', corrects: 'f1' })]

  assert.deepEqual(standing(found).map(finding => finding.id), ['f2'])
})

test('a withdrawn correction lets the first finding stand again', () => {
  const found = [aFinding(), aFinding({ id: 'f2', corrects: 'f1', withdrawn: true })]

  assert.deepEqual(standing(found).map(finding => finding.id), ['f1'])
})

test('an item’s outcome follows from what stands', () => {
  const outcome = (visit: Visit) => outcomesOf(visit, [ITEM])[0]!.outcome

  assert.equal(outcome(aVisit({ answers: [answered('1', 'conforming')] })), 'no_problem')
  assert.equal(outcome(aVisit({ answers: [answered('1', 'nonconforming')] })), 'problems_found')
  assert.equal(outcome(aVisit({ findings: [aFinding()] })), 'problems_found')
  assert.equal(outcome(aVisit({ findings: [aFinding({ correction_due: '2026-12-08' })] })), 'correction_ordered')
  assert.equal(outcome(aVisit({ findings: [aFinding({ correction_due: '2026-12-08', withdrawn: true })] })), 'no_problem')
})

test('the checklist counts lines and names the first without an answer', () => {
  const progress = progressOf(aVisit({ answers: [answered('1', 'conforming')] }), [ITEM])

  assert.deepEqual([progress.done, progress.total, progress.open[0]!.line], [1, 2, '2'])
})
