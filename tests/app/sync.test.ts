/** Everything recorded reaches the server exactly once, byte for byte, whatever the network does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { follow } from '../../pwa/app/rules/feedChain'
import { newId } from '../../pwa/app/rules/ids'
import { withDatabase } from '../../pwa/app/store/database'
import { readMeta } from '../../pwa/app/store/meta'
import { localPhoto, takeEvidence } from '../../pwa/app/store/evidence'
import { outboxFile } from '../../pwa/app/store/outboxFile'
import { letPicturesGo } from '../../pwa/app/store/pictures'
import { textOf } from '../../pwa/app/store/operationTexts'
import { outbox, refreshVisits, syncState, visit } from '../../pwa/app/store/view'
import { photosOf } from '../../pwa/app/screens/facts/photos'
import { syncRound } from '../../pwa/app/sync/round'
import { aPhone, aVisit, find, open, somePhoto } from './phone'
import { dropped, lost, portal, refused, sha256, type Fault } from './twin'

const realFetch = globalThis.fetch

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

test('a revoked device hands everything over, photos too, and records nothing more', async () => {
  const phone = await aPhoneWithFindings(2)
  await syncRound()
  await find(phone.visit, '停用之后的问题')
  const photo = await takeEvidence(somePhoto(5000), { visit: phone.visit, inspection_item: 'fire-exit' })
  phone.server.revoked = true

  assert.equal(await syncRound(), null)

  assert.deepEqual(phone.server.operations, await texts())
  assert.equal(phone.server.surrendered.length, 2)
  assert.equal(phone.server.blobs.get(photo)!.stored, true)
  assert.deepEqual(outbox.value.map(({ state, code }) => [state, code]), [['quarantined', 'revoked'], ['quarantined', 'revoked']])
  assert.deepEqual([syncState.value.problem, syncState.value.waiting], ['revoked', 0])
  await assert.rejects(find(phone.visit, '不能再记'), { name: 'Disabled' })
  assert.equal((await texts()).length, 4)
})

test('a revoked device that finds no signal keeps everything and hands it over later', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.revoked = true
  phone.server.failOn('/surrender', dropped)

  assert.equal((await syncRound())?.why, 'unreachable')
  assert.deepEqual(outbox.value.map(item => item.state), ['held_revoked', 'held_revoked'])
  await syncRound()

  assert.deepEqual(phone.server.surrendered, await texts())
})

test('a device that is let in again goes on where it was, and the next person on the phone is not held up', async () => {
  const phone = await aPhoneWithFindings(2)
  phone.server.revoked = true
  await syncRound()
  phone.server.revoked = false

  await syncRound()
  await find(phone.visit, '恢复之后的问题')
  await syncRound()

  assert.deepEqual(phone.server.operations, await texts())
  assert.equal(syncState.value.problem, null)
  phone.server.revoked = true
  await syncRound()
  const next = await aPhoneWithFindings(2)
  assert.equal(syncState.value.problem, null)
  await syncRound()
  await assertSame(next)
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

test('what was set aside leaves the list once it is applied, and is said to be left where it is', async () => {
  const phone = await aPhoneWithFindings(4)
  phone.server.statusOf = operation => (operation.dseq === 1 ? { status: 'applied' } : { status: 'quarantined', code: 'unknown_visit' })
  phone.server.page = { set_aside: [2, 3, 4], left: [] }
  await syncRound()
  const states = () => outbox.value.map(item => item.type === 'operation' && [item.dseq, item.state])
  assert.deepEqual(states(), [[2, 'quarantined'], [3, 'quarantined'], [4, 'quarantined']])

  phone.server.page = { set_aside: [4], left: [2] }
  await syncRound()
  await syncRound()

  assert.deepEqual(states(), [[2, 'left'], [4, 'quarantined']])
  phone.server.page = {}
  await syncRound()
  assert.equal(states().length, 2)
  phone.server.page = { set_aside: [], left: [] }
  await syncRound()
  assert.deepEqual([states(), syncState.value.waiting], [[], 0])
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
  assert.deepEqual(pieces().map(({ headers }) => headers.get('Upload-Offset')), ['0', '262144', '262144', '393216', '655360'])
  assert.equal(sha256(phone.server.blobs.get(large)!.bytes), large)
})

test('small pictures go ahead of every original, once, and nothing waits for one that is not wanted', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const photos = [await takeEvidence(somePhoto(5_000), { visit: id, inspection_item: 'fire-exit' }), await takeEvidence(somePhoto(9_000, 2), { visit: id, inspection_item: 'fire-exit' })]
  for (const photo of photos) await withDatabase(db => db.put('thumbnails', somePhoto(300), photo))
  await withDatabase(db => db.put('thumbnails', somePhoto(30_000), photos[1]!))
  phone.server.failOn('/thumbnail', refused(415, 'not_an_image'))

  await syncRound()
  await syncRound()

  const asked = phone.server.asks('/blob/').map(({ method }) => method)
  assert.deepEqual(asked, ['PUT', 'PATCH', 'PATCH'])
  assert.ok(photos.every(photo => phone.server.blobs.get(photo)!.stored))
})

function showing(visit: string, digests: string[]) {
  const photo = { size: 5_000, mime: 'image/jpeg', stored: false, role: 'evidence' as const, finding: null, inspection_item: null, line: null, caption: '' }
  return aVisit(visit, { evidence: digests.map(sha256 => ({ ...photo, sha256 })) })
}

test('what the visit’s screen says of its photos follows them until all have arrived', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const mine = [await takeEvidence(somePhoto(5_000, 1), { visit: id, inspection_item: 'fire-exit' }), await takeEvidence(somePhoto(6_000, 2), { visit: id, inspection_item: 'fire-exit' })]
  const d = showing(id, [...mine, 'colleague'])
  phone.server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id, rev: 1, op: 'put', d }]
  const seen: object[] = []
  phone.server.failOn('/blob/', async (_question, after) => {
    await refreshVisits()
    seen.push(photosOf(visit(id)!, outbox.value))
    return after()
  })

  await syncRound()

  assert.deepEqual(seen, [{ all: 3, arrived: 0, here: 2, damaged: 0, isSending: true }])
  assert.deepEqual(photosOf(visit(id)!, outbox.value), { all: 3, arrived: 2, here: 0, damaged: 0, isSending: false })
})

test('colleagues’ photos are seen small, once they are there to be had, also without signal; they go with their visit', async () => {
  const phone = await aPhone()
  const id = newId()
  const digests = ['aa', 'bb', 'cc', 'dd'].map(each => each.repeat(32))
  const d = { ...showing(id, digests), state: 'started' as const }
  for (const place of [0, 1, 3]) Object.assign(d.evidence[place]!, place === 1 ? { preview: true } : { stored: true })
  phone.server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id, rev: 1, op: 'put', d }]
  for (const place of [0, 1]) phone.server.thumbnails.set(digests[place]!, new Uint8Array(somePhoto(400, place)))

  await syncRound()
  await syncRound()

  const asked = phone.server.asks('/thumbnail').map(({ method, path }) => [method, path.split('/').at(-2)])
  assert.deepEqual(asked, [['GET', digests[0]], ['GET', digests[1]], ['GET', digests[3]]])
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))
  const shown = await Promise.all(digests.map(localPhoto))
  assert.deepEqual(shown.map(address => address !== null), [true, true, false, false])
  const small = await (await realFetch(shown[1]!)).arrayBuffer()
  assert.deepEqual(small, somePhoto(400, 1))
  await letPicturesGo([])
  assert.equal(await withDatabase(db => db.count('thumbnails')), 0)
})

test('a photo that another phone has brought already is not sent', async () => {
  const phone = await aPhone()
  const id = newId()
  await open(id)
  const bytes = somePhoto(5_000)
  const photo = sha256(new Uint8Array(bytes))
  phone.server.blobs.set(photo, { bytes: new Uint8Array(bytes), length: 5_000, stored: true })
  await takeEvidence(bytes, { visit: id, inspection_item: 'fire-exit' })

  await syncRound()

  assert.equal(phone.server.asks('/blob/').length, 0)
  await assertSame(phone)
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
  assert.deepEqual(photosOf(showing(id, [digest]), outbox.value), { all: 1, arrived: 0, here: 0, damaged: 1, isSending: false })
  assert.equal(phone.server.blobs.size, 0)
  const file = new TextDecoder('latin1').decode(await (await outboxFile()).arrayBuffer())
  assert.ok(file.includes(`damaged/${digest}.jpg`) && !file.includes(`photos/${digest}`))
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

test('a feed that begins again forgets what it does not bring, but nothing with unsent operations', async () => {
  const phone = await aPhone()
  const [kept, gone, mine] = [aVisit(), aVisit(), aVisit()]
  const put = (d: ReturnType<typeof aVisit>, n: number) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 1, op: 'put' as const, d })
  phone.server.changes = [put(kept, 1), put(gone, 2), put(mine, 3)]
  await syncRound()
  phone.server.failOn('/pull', async (_question, after) => {
    await find(mine.id, '刚刚发现的问题')
    const page = await after().json()
    return Response.json({ ...page, changes: [put(kept, 9)], reset: ['inspector:1'] }, { headers: { 'X-Mashang-Sync': '1' } })
  })

  await syncRound()

  assert.deepEqual([kept, gone, mine].map(each => visit(each.id)?.id), [kept.id, undefined, mine.id])
  await syncRound()
  assert.equal(visit(mine.id), undefined)
})

test('a colleague’s visit is kept under seal, and what this app does not show is not kept', async () => {
  const phone = await aPhone()
  const d = aVisit()
  phone.server.changes = [
    { f: 'agency:fire-rescue', n: 1, e: 'agency_visit', id: d.id, rev: 1, op: 'put', d: { id: d.id, enterprise: { name: '机密' } } },
    { f: 'enterprise:1', n: 1, e: 'enterprise_visit', id: d.id, rev: 1, op: 'put', d: { id: d.id } },
    { f: 'inspector:1', n: 1, e: 'visit', id: d.id, rev: 1, op: 'put', d },
  ]

  await syncRound()

  const kept = await withDatabase(db => db.getAll('records'))
  assert.deepEqual(kept.map(each => each.entity), ['agency_visit', 'visit'])
  assert.deepEqual(kept.map(each => [each.data, Boolean(each.sealed)]), [[undefined, true], [undefined, true]])
})

test('records that do not fit the server’s digest are pulled anew, once, and the person is told', async () => {
  const phone = await aPhone()
  const d = aVisit()
  phone.server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: d.id, rev: 1, op: 'put', d }]
  const right = follow({}, phone.server.changes, {}).ends['inspector:1']!.digest!
  phone.server.page = { digest: { 'inspector:1': right } }
  await syncRound()
  assert.deepEqual([phone.server.asks('/pull').length, syncState.value.repulledAt], [1, null])
  phone.server.page = { digest: { 'inspector:1': 'ab'.repeat(32) } }

  await syncRound()
  await syncRound()

  assert.deepEqual(phone.server.asks('/pull').map(({ json }) => json.cursor?.at ?? null), [null, 1, null, 1])
  assert.ok(syncState.value.repulledAt && visit(d.id))
  const ours = follow({ 'inspector:1': { n: 1, digest: right } }, [], {}).ends['inspector:1']!.digest
  const told = phone.server.asks('/pull').map(({ json }) => json.apart)
  assert.deepEqual(told, [undefined, undefined, { 'inspector:1': { n: 1, ours, theirs: 'ab'.repeat(32) } }, undefined])
})

test('one operation that nobody can take is said, holds back no news, and is tried again', async () => {
  const phone = await aPhoneWithFindings(1)
  const d = aVisit()
  phone.server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: d.id, rev: 1, op: 'put', d }]
  phone.server.failOn('/push', refused(400, 'malformed'))

  assert.equal((await syncRound())?.why, 'refused')

  assert.deepEqual([syncState.value.problem, syncState.value.waiting], ['refused', 1])
  assert.ok(visit(d.id))
  await syncRound()
  await assertSame(phone)
})

test('a network that answers in our stead confirms nothing, whatever it says', async () => {
  const phone = await aPhoneWithFindings(2)
  await syncRound()
  await find(phone.visit, '酒店里发现的问题')
  const strangers: Fault[] = [
    () => Response.json({ acked: 3, head: 'ff'.repeat(32), results: [] }),
    () => new Response(null, { status: 302, headers: { Location: 'http://hotel.example/' } }),
    () => new Response('<h1>请登录</h1>', { status: 511 }),
    portal,
  ]
  for (const stranger of strangers) {
    phone.server.failOn('/push', stranger)
    assert.equal((await syncRound())?.why, 'portal')
    assert.deepEqual([syncState.value.waiting, syncState.value.problem], [1, 'portal'])
  }

  await syncRound()

  await assertSame(phone)
})

test('a stranger’s JSON where the session is asked for does not pass for our server', async () => {
  const phone = await aPhoneWithFindings(1)
  phone.server.failOn('/api/me', () => Response.json({ welcome: true }))

  assert.equal((await syncRound())?.why, 'auth')

  assert.equal(phone.server.operations.length, 0)
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
