/** A visit as the phone sees it before the server has answered. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BlobClaim, Bodies, Kind, Operation } from '../../pwa/app/rules/operations'
import type { LineValue, Visit } from '../../pwa/app/rules/records'
import { applyOperations, differs, unplannedVisit } from '../../pwa/app/rules/visitState'

const BY = { inspector: 'i1', name: '周海明', agency: 'fire-rescue' }
const VISIT = unplannedVisit(
  'v1', '2026-11-23',
  { id: null, name: '海之韵餐饮', credit_code: '91370211MA3C5T1X8D', industry_name: '' },
  { id: null, number: null, name: '', address: '', door_token: null },
)

function operation<K extends Kind>(kind: K, body: Omit<Bodies[K], 'visit'>, id = `${kind}-1`, blobs: BlobClaim[] = []): Operation {
  return { id, kind, made_at: '2026-11-23T09:41:07.120+08:00', blobs, body: { visit: 'v1', ...body } } as unknown as Operation
}

const OPENED = operation('visit.opened', {
  premises: null, credit_code: null, license_code: null, place: null, present: ['i1'], planned: false, cause: 'tip_off', reason: null,
})
const FOUND = operation('finding.recorded', {
  finding: 'f1', inspection_item: 'fire-exit', item_version: 'x', line: '2', text: '通道被占用', severity: 'serious',
  correction_due: null, evidence: [], corrects: null,
})
const PHOTO = operation('evidence.taken', { finding: 'f1', inspection_item: 'fire-exit', line: '2', sha256: 'aa', caption: '' }, 'e', [
  { sha256: 'aa', size: 5, mime: 'image/jpeg', role: 'evidence' },
])
const CLOSED = operation('visit.closed', { summary: '一处问题', outcomes: [] })

test('opening starts the visit and names the inspector', () => {
  const visit = applyOperations(VISIT, [OPENED], BY)

  assert.equal(visit.state, 'started')
  assert.deepEqual(visit.opened.map(entry => entry.name), ['周海明'])
})

test('the last answer to a line stands, answers to other lines stay', () => {
  const answer = (line: string, value: 'conforming' | 'nonconforming', id: string) =>
    operation('line.answered', { inspection_item: 'fire-exit', item_version: 'x', line, value }, id)

  const visit = applyOperations(VISIT, [answer('1', 'conforming', 'a'), answer('2', 'conforming', 'b'), answer('1', 'nonconforming', 'c')], BY)

  assert.deepEqual(visit.answers.map(({ line, value }) => [line, value]), [['2', 'conforming'], ['1', 'nonconforming']])
})

test('a photo taken before its finding is found with it, whatever came first', () => {
  assert.deepEqual(applyOperations(VISIT, [FOUND, PHOTO], BY).findings[0]!.evidence, ['aa'])
  assert.deepEqual(applyOperations(VISIT, [PHOTO, FOUND], BY).findings[0]!.evidence, ['aa'])
})

test('a signature is listed with the files but not among the evidence', () => {
  const statement = { text: '', representative: '王经理', signature: 'bb', refused: false, refusal_reason: '', witness: '' }
  const signed = operation('statement.recorded', statement, 's', [{ sha256: 'bb', size: 9, mime: 'image/png', role: 'signature' }])

  const visit = applyOperations(VISIT, [PHOTO, signed], BY)

  assert.deepEqual(visit.evidence.map(({ role, stored }) => [role, stored]), [['evidence', false], ['signature', false]])
})

test('a withdrawn finding stays visible as withdrawn', () => {
  const withdrawal = operation('finding.withdrawn', { finding: 'f1', reason: '已当场改正' })

  assert.deepEqual(applyOperations(VISIT, [FOUND, withdrawal], BY).findings.map(finding => finding.withdrawn), [true])
})

test('applying the same operations again changes nothing', () => {
  const operations = [OPENED, FOUND, PHOTO, CLOSED]
  const once = applyOperations(VISIT, operations, BY)

  assert.deepEqual(applyOperations(once, operations, BY), once)
  assert.equal(once.state, 'completed')
})

test('an operation of a kind this version does not know leaves the visit as it is', () => {
  assert.deepEqual(applyOperations(VISIT, [{ ...OPENED, kind: 'visit.paused' as Kind }], BY), VISIT)
})

test('a colleague’s answer stays beside one’s own until they agree', () => {
  const answer = (value: 'conforming' | 'nonconforming') =>
    operation('line.answered', { inspection_item: 'fire-exit', item_version: 'x', line: '1', value }, value)
  const colleague = { inspector: 'i2', name: '李海涛', agency: 'fire-rescue' }
  const before = applyOperations(VISIT, [answer('conforming')], colleague)

  const apart = applyOperations(before, [answer('nonconforming')], BY)
  const agreed = applyOperations(apart, [answer('conforming')], BY)

  assert.deepEqual(apart.answers.map(each => [each.inspector_name, each.value]), [['李海涛', 'conforming'], ['周海明', 'nonconforming']])
  assert.deepEqual([differs(apart, answer('nonconforming')), differs(agreed, answer('nonconforming'))], [true, false])
})

test('what was settled here counts at once, and the same twice as once; a new answer opens it again', () => {
  const answer = (value: LineValue, id: string) =>
    operation('line.answered', { inspection_item: 'fire-exit', item_version: 'x', line: '1', value }, id)
  const colleague = { inspector: 'i2', name: '李海涛', agency: 'market' }
  const apart = applyOperations(applyOperations(VISIT, [answer('conforming', 'a')], colleague), [answer('nonconforming', 'b')], BY)
  const settlement = operation('answer.settled', {
    inspection_item: 'fire-exit', line: '1', value: 'nonconforming', settles: apart.differences[0]!.operations, reason: '一起复看',
  }, 's')

  const settled = applyOperations(apart, [settlement, settlement], BY)
  const anew = applyOperations(settled, [answer('not_applicable', 'c')], colleague)

  assert.deepEqual(apart.differences.map(each => [each.operations, each.value]), [[['a', 'b'], null]])
  assert.deepEqual(settled.settlements.map(each => [each.reason, each.inspector_name]), [['一起复看', '周海明']])
  assert.deepEqual([settled.differences[0]!.value, settled.answers.length], ['nonconforming', 2])
  assert.equal(anew.differences[0]!.value, null)
})

test('a record pulled by a version that knew no settlements is shown as before', () => {
  const { settlements: _, differences: __, ...old } = VISIT

  assert.deepEqual(applyOperations(old as Visit, [], BY), VISIT)
})

test('who comes after the other agencies have finished goes on', () => {
  const visit = applyOperations({ ...VISIT, state: 'completed' }, [OPENED], BY)

  assert.equal(visit.state, 'started')
})
