/** Everything recorded reaches the server exactly once, byte for byte, whatever the network does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../pwa/app/rules/ids'
import { withDatabase } from '../../pwa/app/store/database'
import { readMeta } from '../../pwa/app/store/meta'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { textOf } from '../../pwa/app/store/operationTexts'
import { outbox, refreshVisits, syncState, visit } from '../../pwa/app/store/view'
import { syncRound } from '../../pwa/app/sync/round'
import { aPhone, aVisit, find, open, somePhoto } from './phone'
import { dropped, lost, portal, refused, sha256, type Fault } from './twin'

type Phone = Awaited<ReturnType<typeof aPhone>>

const texts = async () => Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))

/** The master promise: what the phone holds is what the server holds, once. */
async function assertSame({ server }: Phone) {
  assert.deepEqual(server.operations, await texts())
  assert.equal(syncState.value.waiting, 0)
}

async function aPhoneWithFindings(count: number) {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  for (let number = 1; number < count; number++) await find(id, `第${number}处问题`)
  return { ...phone, visit: id }
}

test('a round sends everything and brings the server’s changes', async () => {
  const phone = await aPhoneWithFindings(3)
  const others = [aVisit(), aVisit(), aVisit()]
  phone.server.changes = others.map((d, n) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 1, op: 'put', d }))

  assert.equal(await syncRound(), null)

  await assertSame(phone)
  assert.ok(others.every(other => visit(other.id)?.enterprise.name === '海之韵餐饮有限公司'))
  assert.deepEqual([syncState.value.online, syncState.value.problem], [true, null])
  assert.equal(phone.server.asks('/push')[0]!.headers.get('Content-Encoding'), 'gzip')
})

test('more than five hundred operations go in batches of five hundred', async () => {
  const phone = await aPhoneWithFindings(510)

  await syncRound()

  await assertSame(phone)
  assert.deepEqual(phone.server.asks('/push').map(({ json }) => [json.from, json.to]), [[1, 500], [501, 510]])
})

test('an answer lost after the server had stored is asked for again, and nothing is stored twice', async () => {
  const phone = await aPhoneWithFindings(4)
  phone.server.failOn('/push', lost)

  assert.equal((await syncRound())?.why, 'unreachable')
  assert.equal(syncState.value.waiting, 4)
  await syncRound()

  await assertSame(phone)
})

test('a welcome page that says 200 confirms nothing', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.faults = [portal]

  assert.equal((await syncRound())?.why, 'portal')

  assert.deepEqual([syncState.value.waiting, syncState.value.online, syncState.value.problem], [2, false, 'portal'])
  await syncRound()
  await assertSame(phone)
})

test('a receipt whose head is not ours confirms nothing', async () => {
  const phone = await aPhoneWithFindings(2)
  const wrong: Fault = async (_question, after) => {
    const receipt = await after().json()
    return Response.json({ ...receipt, head: 'ff'.repeat(32) }, { headers: { 'X-Mashang-Sync': '1' } })
  }
  phone.server.failOn('/push', wrong)

  await syncRound()

  assert.equal(syncState.value.waiting, 2)
})

test('an ended session holds the queue, recording goes on, and the same person’s sign-in sends it', async () => {
  const phone = await aPhoneWithFindings(2)
  await syncRound()
  Object.assign(phone.server, { token: 'token-2', signedIn: false })
  await find(phone.visit, '会话过期后发现的问题')

  assert.equal((await syncRound())?.why, 'auth')
  assert.deepEqual(outbox.value.map(item => item.state), ['held_auth'])
  assert.equal(syncState.value.problem, 'sign_in')
  await find(phone.visit, '还能继续记录')
  phone.server.signedIn = true
  await syncRound()

  await assertSame(phone)
  assert.equal(syncState.value.problem, null)
})

test('a session of somebody else does not send this person’s queue', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.person = { id: newId() }

  assert.equal((await syncRound())?.why, 'auth')

  assert.deepEqual([phone.server.operations, phone.server.asks('/api/devices')], [[], []])
})

test('a revoked device sends nothing more and says why', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.failOn('/push', refused(403, 'device_revoked'))

  await syncRound()
  const asked = phone.server.asked.length
  await syncRound()

  assert.equal(phone.server.asked.length, asked)
  assert.deepEqual(outbox.value.map(item => item.state), ['held_revoked', 'held_revoked'])
})

test('an app that is too old keeps everything until it is updated', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.failOn('/push', refused(426, 'upgrade'))

  assert.equal((await syncRound())?.why, 'upgrade')

  assert.equal(syncState.value.problem, 'update')
  await syncRound()
  await assertSame(phone)
})

test('a server that lost the last operations is served from where it stands', async () => {
  const phone = await aPhoneWithFindings(3)
  await syncRound()
  phone.server.operations.splice(1)
  phone.server.heads.splice(2)
  await find(phone.visit, '恢复之后的问题')

  await syncRound()

  await assertSame(phone)
  assert.equal(phone.server.operations.length, 4)
})

test('a restored server with a new epoch is healed: operations, photos and records', async () => {
  const phone = await aPhoneWithFindings(2)
  await takeEvidence(somePhoto(1000), { visit: phone.visit, inspection_item: 'fire-exit' })
  const [kept, gone] = [aVisit(), aVisit()]
  const put = (d: ReturnType<typeof aVisit>, n: number) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 7, op: 'put' as const, d })
  phone.server.changes = [put(kept, 1), put(gone, 2)]
  await syncRound()
  assert.ok(visit(gone.id))
  Object.assign(phone.server, { epoch: 'epoch-2', operations: [], heads: phone.server.heads.slice(0, 1), changes: [{ ...put(kept, 1), rev: 2 }] })
  phone.server.blobs.clear()

  await syncRound()

  await assertSame(phone)
  assert.deepEqual([visit(kept.id)?.id, visit(gone.id)], [kept.id, undefined])
  assert.ok([...phone.server.blobs.values()].every(blob => blob.stored))
  assert.equal(await readMeta('epoch'), 'epoch-2')
})

test('a batch that is too large is halved until it goes', async () => {
  const phone = await aPhoneWithFindings(8)
  phone.server.failOn('/push', refused(413, 'too_large'))
  phone.server.failOn('/push', refused(413, 'too_large'))

  await syncRound()

  await assertSame(phone)
  assert.deepEqual(phone.server.asks('/push').map(({ json }) => json.to - json.from + 1), [8, 4, 2, 4, 2])
})

test('an operation kept aside holds up nothing behind it and stays visible with its reason', async () => {
  const phone = await aPhoneWithFindings(3)
  phone.server.statusOf = operation => (operation.dseq === 2 ? { status: 'quarantined', code: 'invalid' } : { status: 'applied' })
  phone.server.failOn('/push', lost)

  await syncRound()
  await syncRound()

  await assertSame(phone)
  assert.deepEqual(outbox.value.map(({ state, code }) => [state, code]), [['quarantined', 'invalid']])
})

test('a photo follows its operation, the smallest first, and resumes where the server stands', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const large = await takeEvidence(somePhoto(700_000), { visit: id, inspection_item: 'fire-exit' })
  const small = await takeEvidence(somePhoto(5_000, 2), { visit: id, inspection_item: 'fire-exit' })
  const pieces = () => phone.server.asks(large).filter(({ method }) => method === 'PATCH')
  phone.server.failOn(`/blob/${large}`, (_question, after) => {
    phone.server.failOn(`/blob/${large}`, dropped)
    return after()
  })

  assert.equal((await syncRound())?.why, 'unreachable')
  assert.equal(phone.server.blobs.get(small)!.stored, true)
  assert.deepEqual(outbox.value.map(item => item.type === 'photo' && [item.sha256, item.sent]), [[large, 262_144]])
  await syncRound()

  await assertSame(phone)
  assert.deepEqual(pieces().map(({ headers }) => headers.get('Upload-Offset')), ['0', '262144', '262144', '524288'])
  assert.equal(sha256(phone.server.blobs.get(large)!.bytes), large)
})

test('a photo of which the server has a part already goes on from there', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const photo = await takeEvidence(somePhoto(700_000), { visit: id, inspection_item: 'fire-exit' })
  phone.server.failOn(`/blob/${photo}`, lost)

  assert.equal((await syncRound())?.why, 'unreachable')
  await syncRound()

  const asked = phone.server.asks(photo).map(({ method, headers }) => [method, headers.get('Upload-Offset')])
  assert.deepEqual(asked, [['PATCH', '0'], ['PATCH', '0'], ['PATCH', '262144'], ['PATCH', '524288']])
  assert.equal(sha256(phone.server.blobs.get(photo)!.bytes), photo)
})

test('a photo whose bytes have changed on the phone is said to be damaged and never sent under its name', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const digest = await takeEvidence(somePhoto(5_000), { visit: id, inspection_item: 'fire-exit' })
  await withDatabase(db => db.put('blobs', somePhoto(5_000, 9), digest))

  await syncRound()

  assert.deepEqual(outbox.value.map(item => item.state), ['damaged'])
  assert.equal(phone.server.blobs.size, 0)
})

test('a piece damaged on the way is sent again', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const digest = await takeEvidence(somePhoto(5_000), { visit: id, inspection_item: 'fire-exit' })
  phone.server.failOn('/blob/', refused(422, 'hash_mismatch'))

  assert.equal((await syncRound())?.why, 'mismatch')
  await syncRound()

  assert.equal(phone.server.blobs.get(digest)!.stored, true)
})

test('the server’s record replaces our own view once it has our operations', async () => {
  const phone = await aPhoneWithFindings(2)
  const told = aVisit(phone.visit, { state: 'started', findings: [] })
  phone.server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: told.id, rev: 3, op: 'put', d: told }]

  await syncRound()
  assert.deepEqual(visit(phone.visit)!.findings, [])
  await find(phone.visit, '服务器还不知道的问题')
  await refreshVisits()

  assert.deepEqual(visit(phone.visit)!.findings.map(finding => finding.text), ['服务器还不知道的问题'])
})

test('a visit that leaves our feed stays while it has operations the server lacks', async () => {
  const phone = await aPhone()
  const [mine, other] = [aVisit(), aVisit()]
  phone.server.changes = [mine, other].map((d, n) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 1, op: 'put' as const, d }))
  await syncRound()
  await find(mine.id, '未上传的问题')
  phone.server.changes.push({ f: 'inspector:1', op: 'gone' })
  phone.server.failOn('/push', dropped)
  await syncRound()
  assert.ok(visit(mine.id))

  await syncRound()

  assert.equal(visit(other.id), undefined)
})

test('the phone notes how far its clock is from the server’s and tells it in the next operation', async () => {
  const phone = await aPhoneWithFindings(1)
  const ahead = new Date(Date.now() - 7_200_000).toISOString()
  phone.server.failOn('/pull', async (_question, after) => {
    const page = await after().json()
    return Response.json({ ...page, server_time: ahead }, { headers: { 'X-Mashang-Sync': '1' } })
  })
  await syncRound()

  await find(phone.visit, '之后的问题')

  const skew = JSON.parse((await texts()).at(-1)!).skew_ms as number
  assert.ok(Math.abs(skew - 7_200_000) < 5_000, `skew ${skew}`)
})
