/** What is recorded is on the phone, whole, in its chain, and visible at once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextHead, operationDigest, START } from '../../pwa/app/rules/chain'
import { newId } from '../../pwa/app/rules/ids'
import type { Operation } from '../../pwa/app/rules/operations'
import { becomeAccount, leaveAccount, openStore } from '../../pwa/app/store/accounts'
import { closeDatabase, useAccount, withDatabase } from '../../pwa/app/store/database'
import { drafts, readDrafts, textsAreKept } from '../../pwa/app/store/drafts'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { closeVisit, recordFinding, recordLineAnswered, recordStatement, recordVisitOpened } from '../../pwa/app/store/recording'
import { textOf } from '../../pwa/app/store/operationTexts'
import { bytesOf } from '../../pwa/app/store/photoQueue'
import { me, outbox, storeState, syncState, visit, visits } from '../../pwa/app/store/view'
import { aPhone, find, open, person, somePhoto } from './phone'
import { sha256 } from './twin'

const MET = {
  visit_on: '2026-11-23',
  enterprise: { id: null, name: '海之韵餐饮', credit_code: '91370211MA3C5T1X8D', industry_name: '' },
  premises: { id: null, number: null, name: '', address: '', door_token: null },
}

function founded(visit = newId()) {
  return recordVisitOpened({
    visit, met: MET, premises: null, credit_code: MET.enterprise.credit_code, license_code: null, place: null,
    present: [], planned: false, cause: 'tip_off', reason: '群众举报',
  })
}

const stored = async () => {
  const rows = await withDatabase(db => db.getAll('operations'))
  return Promise.all(rows.map(async row => ({ ...row, text: await textOf(row) })))
}

test('operations are numbered without holes and each names the one before it', async () => {
  await aPhone()
  const id = await founded()

  await Promise.all([find(id, '通道被占用'), find(id, '灭火器过期'), find(id, '无应急照明')])

  let head = START
  let prev = START
  for (const [place, { text, dseq, head: kept }] of (await stored()).entries()) {
    const operation = JSON.parse(text) as Operation
    assert.deepEqual([dseq, operation.dseq, operation.prev], [place + 1, place + 1, prev])
    prev = operationDigest(text)
    head = nextHead(head, prev)
    assert.equal(kept, head)
  }
  assert.equal((await stored()).length, 4)
})

test('what was recorded is seen at once, before any answer of the server', async () => {
  await aPhone()
  const id = await founded()

  await recordLineAnswered({ visit: id, inspection_item: 'fire-exit', item_version: 'x', line: '1', value: 'nonconforming' })
  await find(id, '通道被占用')
  await closeVisit({ visit: id, summary: '一处问题', outcomes: [] })

  const seen = visit(id)!
  assert.equal(seen.enterprise.name, '海之韵餐饮')
  assert.deepEqual([seen.answers.length, seen.findings[0]!.text, seen.state], [1, '通道被占用', 'completed'])
  assert.equal(syncState.value.waiting, 4)
  assert.deepEqual(outbox.value.map(item => item.visit_name), Array(4).fill('海之韵餐饮'))
})

test('a second tap on checking in, on the same finding or on closing records nothing new', async () => {
  await aPhone()
  const id = await founded()
  await founded(id)
  const finding = newId()

  await Promise.all([find(id, '通道被占用', finding), find(id, '通道被占用', finding)])
  await closeVisit({ visit: id, summary: '', outcomes: [] })
  await closeVisit({ visit: id, summary: '', outcomes: [] })

  assert.equal((await stored()).length, 3)
})

test('a photo is kept byte for byte under its digest, with its operation', async () => {
  await aPhone()
  const id = await founded()
  const bytes = somePhoto(300_000)

  const digest = await takeEvidence(new Blob([bytes], { type: 'image/jpeg' }), { visit: id, inspection_item: 'fire-exit', line: '1' })

  assert.equal(digest, sha256(new Uint8Array(bytes)))
  assert.deepEqual(new Uint8Array((await bytesOf(digest))!), new Uint8Array(bytes))
  const operation = JSON.parse((await stored()).at(-1)!.text) as Operation
  assert.deepEqual(operation.blobs, [{ sha256: digest, size: 300_000, mime: 'image/jpeg', role: 'evidence' }])
  assert.deepEqual(visit(id)!.evidence.map(photo => photo.stored), [false])
})

test('a signature is kept as photos are, under the statement that names it', async () => {
  await aPhone()
  const id = await founded()

  await recordStatement({
    visit: id, text: '情况属实', representative: '王经理', signature: new Blob([somePhoto(2000)], { type: 'image/png' }),
    refused: false, refusal_reason: '', witness: '',
  })

  assert.match(visit(id)!.statement!.signature!, /^[0-9a-f]{64}$/)
  assert.deepEqual(outbox.value.filter(item => item.type === 'photo').map(item => item.role), ['signature'])
})

test('a failed save leaves neither the operation nor its photo, and the screen is told', async () => {
  await aPhone()
  const id = await founded()
  await withDatabase(db => db.delete('meta', 'device'))

  await assert.rejects(takeEvidence(somePhoto(1000), { visit: id, inspection_item: 'fire-exit' }))

  assert.deepEqual([(await stored()).length, await withDatabase(db => db.count('blobs'))], [1, 0])
  assert.deepEqual([syncState.value.savedOnDevice, syncState.value.problem], [false, 'storage'])
})

test('work is done on a new connection when the browser has dropped the old one', async () => {
  const { me: signedIn } = await aPhone()
  const id = await founded()
  await withDatabase(async db => db.close())

  await find(id, '通道被占用')

  assert.equal((await stored()).length, 2)
  await closeDatabase()
  await useAccount(signedIn.account.id)
  assert.equal((await stored()).length, 2)
})

test('the app opens with the last person and all their text, without the network', async () => {
  const { me: signedIn } = await aPhone()
  const id = await founded()
  await drafts.put(`${id}/finding`, '后厨通道堆放')
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))
  await closeDatabase()

  await openStore()

  assert.equal(storeState.value, 'ready')
  assert.equal(me.value?.account.id, signedIn.account.id)
  assert.equal(visit(id)?.state, 'started')
  assert.equal(drafts.get(`${id}/finding`), '后厨通道堆放')
})

test('another person neither sees nor loses what the first one recorded', async () => {
  const first = person()
  await aPhone(first)
  await find(await founded(), '通道被占用')
  const waiting = syncState.value.waiting
  await leaveAccount()
  assert.deepEqual([storeState.value, visits.value, outbox.value, drafts.get('x')], ['signed_out', [], [], ''])

  await aPhone()
  assert.deepEqual([visits.value, syncState.value.waiting], [[], 0])

  await becomeAccount(first)
  assert.equal(syncState.value.waiting, waiting)
})

test('who types faster than the disk writes waits for two writes, and the last letter is on the disk', async () => {
  await aPhone()
  const sentence = '二楼东侧安全出口上锁，灭火器过期三具，应急照明不亮'
  const written: number[] = []
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (value, key) {
    if (this.name === 'drafts') written.push(written.length)
    return put.call(this, value, key)
  }

  const typed = [...sentence].map((_, at) => drafts.put('v1/fire-exit/1/', sentence.slice(0, at + 1)))
  const other = drafts.put('v1/fire-exit/2/', '照明')
  assert.equal(textsAreKept.value, false)
  await Promise.all([...typed, other])
  IDBObjectStore.prototype.put = put

  assert.equal(textsAreKept.value, true)
  assert.ok(written.length <= 4, `${written.length} writes`)
  await readDrafts()
  assert.deepEqual([drafts.get('v1/fire-exit/1/'), drafts.get('v1/fire-exit/2/')], [sentence, '照明'])
})

test('what could not be written is not said to be kept, and goes with the next letter', async () => {
  await aPhone()
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  await assert.rejects(drafts.put('v1/fire-exit/1/', '通道'), { name: 'QuotaExceededError' })
  IDBObjectStore.prototype.put = put
  assert.equal(textsAreKept.value, false)

  await drafts.put('v1/fire-exit/2/', '照明')

  assert.equal(textsAreKept.value, true)
  await readDrafts()
  assert.equal(drafts.get('v1/fire-exit/1/'), '通道')
})

test('drafts are forgotten by their beginning once they have become records', async () => {
  await aPhone()
  await drafts.put('v1/fire-exit/1/text', '通道')
  await drafts.put('v1/fire-exit/2/text', '照明')

  await drafts.forget('v1/fire-exit/1/')

  assert.deepEqual([drafts.get('v1/fire-exit/1/text'), drafts.get('v1/fire-exit/2/text')], ['', '照明'])
})

test('a draft ends with the record it became, and only if that is on the disk', async () => {
  await aPhone()
  const visit = await open(newId())
  await drafts.put(`finding/${visit}/fire-exit/1/`, '通道')
  const body = {
    visit, inspection_item: 'fire-exit', item_version: newId(), line: '1', text: '通道', severity: 'minor' as const,
    correction_due: null, evidence: [], corrects: null,
  }

  await recordFinding(body, `finding/${visit}/fire-exit/1/`)

  await readDrafts()
  assert.equal(drafts.get(`finding/${visit}/fire-exit/1/`), '')
})
