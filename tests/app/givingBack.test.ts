/** What a phone shows and keeps ends when it must, and never before the server has what was recorded. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { newId } from '../../pwa/app/rules/ids'
import { leaseHasEnded } from '../../pwa/app/rules/lease'
import { becomeAccount, copiesCompared, leaveAccount } from '../../pwa/app/store/accounts'
import { openedAccount, useAccount, withDatabase } from '../../pwa/app/store/database'
import { drafts } from '../../pwa/app/store/drafts'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { readGlance } from '../../pwa/app/store/glance'
import { makeJournal } from '../../pwa/app/store/journal/journal'
import { readMeta, writeMeta } from '../../pwa/app/store/meta'
import { textOf } from '../../pwa/app/store/operationTexts'
import { useJournal } from '../../pwa/app/store/secondCopy'
import { outbox, refreshVisits, storeState, syncState, visit as visitNow, visits } from '../../pwa/app/store/view'
import { hello } from '../../pwa/app/sync/hello'
import { syncRound } from '../../pwa/app/sync/round'
import { aDisk } from './folder'
import { aPhone, aVisit, find, open, somePhoto } from './phone'
import { dropped } from './twin'

const A_DAY = 86_400_000

async function aPhoneWithVisits() {
  await copiesCompared()
  const disk = aDisk()
  useJournal(makeJournal(disk))
  const phone = await aPhone()
  const [begun, planned] = [aVisit(), aVisit()]
  phone.server.changes = [begun, planned].map((d, n) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 1, op: 'put' as const, d }))
  await syncRound()
  await find(begun.id, '还没有上传的问题')
  return { ...phone, disk, begun, planned }
}

async function lastHeard(days: number): Promise<void> {
  await writeMeta('pulled', { ...(await readMeta('pulled'))!, at: new Date(Date.now() - days * A_DAY).toISOString() })
  await refreshVisits()
}

test('a fortnight without word from the server hides what it had sent, not what is being recorded', async () => {
  const { begun, planned } = await aPhoneWithVisits()

  await lastHeard(13)
  assert.deepEqual([visits.value.length, syncState.value.leaseEndedAfter], [2, null])
  await lastHeard(15)

  assert.deepEqual([visitNow(planned.id), visitNow(begun.id)?.enterprise.name], [undefined, '海之韵餐饮有限公司'])
  assert.deepEqual([syncState.value.leaseEndedAfter, syncState.value.lastPullAt], [14, null])
  await find(begun.id, '照常记录')
  await open(newId())
  assert.equal(outbox.value.length, 3)
  await syncRound()
  assert.ok(visitNow(planned.id) && syncState.value.leaseEndedAfter === null)
})

test('the server says how long, and a clock put back ends nothing', async () => {
  const { server } = await aPhoneWithVisits()
  server.leaseDays = 3
  await hello()

  await lastHeard(4)

  assert.equal(syncState.value.leaseEndedAfter, 3)
  assert.deepEqual([leaseHasEnded('2026-11-23T00:00:00Z', 3, Date.parse('2026-11-01')), leaseHasEnded(null, 3, Date.now())], [false, false])
})

test('signing out puts away what the server had sent, in both copies, and keeps what only this phone has', async () => {
  const { me, server, disk, begun, planned } = await aPhoneWithVisits()
  const before = await Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))

  await leaveAccount()

  await useAccount(me.account.id)
  assert.deepEqual((await withDatabase(db => db.getAllKeys('records'))).map(([, id]) => id), [begun.id])
  const glance = await readGlance(makeJournal(disk), me.account.id)
  assert.deepEqual(glance!.rows.map(({ id }) => id), [begun.id])
  await becomeAccount(me)
  assert.deepEqual([visits.value.map(({ id }) => id), syncState.value.waiting, syncState.value.lastPullAt], [[begun.id], 1, null])
  await syncRound()
  assert.deepEqual([server.operations, visits.value.length], [before, 2])
  assert.ok(visitNow(planned.id))
})

test('a revoked device hands everything over and then keeps nothing, in neither copy', async () => {
  const { me, server, disk, begun } = await aPhoneWithVisits()
  const photo = await takeEvidence(somePhoto(5_000), { visit: begun.id, inspection_item: 'fire-exit' })
  await drafts.put('draft', '没有写完')
  const recorded = await Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))
  Object.assign(server, { revoked: true, wipe: true })

  assert.equal(await syncRound(), null)

  assert.deepEqual([server.surrendered, server.blobs.get(photo)!.stored], [recorded, true])
  assert.deepEqual([storeState.value, openedAccount(), visits.value, outbox.value], ['signed_out', null, [], []])
  assert.deepEqual((await indexedDB.databases()).filter(({ name }) => name === `mashang-${me.account.id}`), [])
  assert.deepEqual(readdirSync(`${disk.path}/${me.account.id}`), [])
  assert.equal(await syncRound(), null)
  assert.equal(server.asks('/api/sign-out').length, 1)
})

test('whoever signs in on it again begins with a new device, and nothing of before is there', async () => {
  const { me, server } = await aPhoneWithVisits()
  const before = await readMeta('device')
  Object.assign(server, { revoked: true, wipe: true })
  await syncRound()
  Object.assign(server, { revoked: false, wipe: false })

  await becomeAccount(me)
  const visit = newId()
  await open(visit)
  await syncRound()

  assert.notEqual(await readMeta('device'), before)
  assert.deepEqual([server.operations.length, drafts.get('draft'), syncState.value.waiting], [1, '', 0])
})

test('nothing is deleted while something is only here: not sent, or damaged', async () => {
  const { server, begun } = await aPhoneWithVisits()
  const photo = await takeEvidence(somePhoto(5_000), { visit: begun.id, inspection_item: 'fire-exit' })
  useJournal(null)
  await withDatabase(db => db.put('blobs', somePhoto(5_000, 9), photo))
  Object.assign(server, { revoked: true, wipe: true })
  server.failOn('/surrender', dropped)

  assert.equal((await syncRound())?.why, 'unreachable')
  assert.equal(outbox.value.length, 3)
  await syncRound()

  assert.deepEqual(outbox.value.filter(item => item.type === 'photo').map(item => item.state), ['damaged'])
  assert.equal(storeState.value, 'ready')
  assert.ok(await withDatabase(db => db.get('blobs', photo)))
})
