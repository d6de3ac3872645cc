/** Two copies on one phone: what one loses the other gives back, and what failed comes back from neither. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test } from 'node:test'
import { deleteDB } from 'idb'
import { compare } from '../../pwa/app/rules/copies'
import { nextHead, START } from '../../pwa/app/rules/chain'
import { newId } from '../../pwa/app/rules/ids'
import type { Me } from '../../pwa/app/rules/records'
import { alone } from '../../pwa/app/store/alone'
import { becomeAccount, copiesCompared, leaveAccount, openStore } from '../../pwa/app/store/accounts'
import { even } from '../../pwa/app/store/copies'
import { closeDatabase, useAccount, withDatabase } from '../../pwa/app/store/database'
import { keepToken, readToken } from '../../pwa/app/store/device'
import { drafts, readDrafts } from '../../pwa/app/store/drafts'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { makeJournal } from '../../pwa/app/store/journal/journal'
import { keeping } from '../../pwa/app/store/keeping'
import { readMeta } from '../../pwa/app/store/meta'
import { textOf } from '../../pwa/app/store/operationTexts'
import { bytesOf } from '../../pwa/app/store/photoQueue'
import { recordFinding } from '../../pwa/app/store/recording'
import { useJournal } from '../../pwa/app/store/secondCopy'
import { agencies, storeState, syncState, visit as visitNow } from '../../pwa/app/store/view'
import { syncRound } from '../../pwa/app/sync/round'
import { aDisk, type Disk } from './folder'
import { localDay } from '../../pwa/app/words/dates'
import { aPhone, aVisit, find, open, person, somePhoto } from './phone'

async function aPhoneWithJournal(me: Me = person()) {
  await settled()
  const disk = aDisk()
  useJournal(makeJournal(disk))
  const phone = await aPhone(me)
  const visit = newId()
  await open(visit)
  return { ...phone, disk, visit }
}

const texts = async () => Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))

/** The app is closed and opened again; every thread is a new one. */
async function reopen(disk: Disk): Promise<void> {
  await settled()
  await closeDatabase()
  useJournal(makeJournal(disk))
  await openStore()
  await settled()
}

/** The comparison that opening begins has ended. */
const settled = copiesCompared

async function throwDatabasesAway(account: string): Promise<void> {
  await settled()
  await closeDatabase()
  await deleteDB(`mashang-${account}`)
  await deleteDB('mashang-shell')
}

test('the browser throws the database away: everything unsent comes back, without the network', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  await find(visit, '通道被占用')
  const photo = await takeEvidence(somePhoto(300_000), { visit, inspection_item: 'fire-exit', line: '1' })
  await keepToken('token-1')
  const [before, device] = [await texts(), await readMeta('device')]
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))

  await throwDatabasesAway(me.account.id)
  await reopen(disk)

  assert.equal(storeState.value, 'ready')
  assert.deepEqual(await texts(), before)
  assert.deepEqual([await readMeta('device'), await readToken()], [device, 'token-1'])
  assert.deepEqual(new Uint8Array((await bytesOf(photo))!), new Uint8Array(somePhoto(300_000)))
  assert.deepEqual([syncState.value.waiting, keeping.value.restored, keeping.value.copies], [4, 3, 2])
  await find(visit, '恢复之后继续记录')
  assert.equal((await texts()).length, 4)
})

test('a restored phone sends what the server does not have, under its old device, once', async () => {
  const { me, server, disk, visit } = await aPhoneWithJournal()
  await find(visit, '已上传')
  await syncRound()
  await find(visit, '未上传')
  await throwDatabasesAway(me.account.id)
  await reopen(disk)

  await syncRound()

  assert.deepEqual(server.operations, await texts())
  assert.equal(server.operations.length, 3)
  assert.equal(syncState.value.waiting, 0)
})

test('these days’ visits and lists come back too, so that a restored phone works on without signal', async () => {
  const { me, disk, server } = await aPhoneWithJournal()
  const [today, past] = [aVisit(newId(), { visit_on: localDay() }), aVisit(newId(), { visit_on: '2020-01-01' })]
  const agency = { id: 'fire-rescue', name: '消防救援大队', short_name: '消防' }
  server.changes = [today, past].map((d, n) => ({ f: 'inspector:1', n, e: 'visit', id: d.id, rev: 1, op: 'put' as const, d }))
  server.changes.push({ f: 'reference', n: 3, e: 'agency', id: agency.id, rev: 1, op: 'put', d: agency })
  await syncRound()
  await alone(async () => undefined)
  await throwDatabasesAway(me.account.id)
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))

  await reopen(disk)

  assert.deepEqual([visitNow(today.id)?.enterprise.name, visitNow(past.id)], [today.enterprise.name, undefined])
  assert.equal(agencies.value.get('fire-rescue')?.name, '消防救援大队')
  assert.ok(syncState.value.lastPullAt)
  globalThis.fetch = server.fetch as typeof fetch
  await syncRound()
  assert.equal(visitNow(past.id)?.visit_on, '2020-01-01')
})

test('first the database goes, then the journal, then the database again: nothing is missed', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  const photo = await takeEvidence(somePhoto(5000), { visit, inspection_item: 'fire-exit', line: '1' })
  const before = await texts()
  for (const lost of ['database', 'journal', 'database']) {
    if (lost === 'database') await throwDatabasesAway(me.account.id)
    else rmSync(disk.path, { recursive: true })
    await reopen(disk)
    assert.deepEqual([storeState.value, await texts()], ['ready', before])
  }

  assert.deepEqual(new Uint8Array((await bytesOf(photo))!), new Uint8Array(somePhoto(5000)))
})

test('the journal is gone: it is written anew, with the photos that were not sent', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  const photo = await takeEvidence(somePhoto(5000), { visit, inspection_item: 'fire-exit', line: '1' })
  const before = await texts()
  rmSync(`${disk.path}/${me.account.id}`, { recursive: true })
  await reopen(disk)
  await throwDatabasesAway(me.account.id)

  await reopen(disk)

  assert.deepEqual(await texts(), before)
  assert.deepEqual(new Uint8Array((await bytesOf(photo))!), new Uint8Array(somePhoto(5000)))
})

test('where there is no second copy the app records all the same and says that it keeps one', async () => {
  await settled()
  useJournal(null)
  await aPhone()
  const visit = newId()
  await open(visit)
  await find(visit, '通道被占用')

  await settled()

  assert.deepEqual([(await texts()).length, keeping.value.copies, keeping.value.why], [2, 1, 'unsupported'])
})

test('a journal that fails costs the second copy and not the record; later it has everything again', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  disk.before = () => { throw new DOMException('gone', 'InvalidStateError') }
  await find(visit, '日志写不进去')
  assert.deepEqual([keeping.value.copies, keeping.value.why, syncState.value.savedOnDevice], [1, 'trouble', true])
  disk.before = () => undefined
  await reopen(disk)
  const before = await texts()
  await throwDatabasesAway(me.account.id)

  await reopen(disk)

  assert.deepEqual([before.length, await texts()], [2, before])
})

test('a photo for which the disk has no room is in neither copy, and text still goes into both', async () => {
  const { disk, visit } = await aPhoneWithJournal()
  disk.before = (_step, bytes) => {
    if (bytes && bytes.length > 10_000) throw new DOMException('full', 'QuotaExceededError')
  }

  await assert.rejects(takeEvidence(somePhoto(300_000), { visit, inspection_item: 'fire-exit' }), { name: 'QuotaExceededError' })
  assert.deepEqual([(await texts()).length, syncState.value.savedOnDevice], [1, false])
  await find(visit, '文字照常记录')

  await settled()
  assert.deepEqual([(await texts()).length, syncState.value.savedOnDevice, keeping.value.copies], [2, true, 2])
})

test('what the database did not take is taken back from the journal, and its number is free again', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  const add = IDBObjectStore.prototype.add
  IDBObjectStore.prototype.add = function () { throw new DOMException('full', 'QuotaExceededError') }
  await assert.rejects(find(visit, '没有存入'))
  IDBObjectStore.prototype.add = add
  await find(visit, '重新填写')

  await throwDatabasesAway(me.account.id)
  await reopen(disk)

  assert.deepEqual((await texts()).map(text => JSON.parse(text).body.text), [undefined, '重新填写'])
  let head = START
  for (const { digest, head: kept } of await withDatabase(db => db.getAll('operations'))) assert.equal(kept, head = nextHead(head, digest))
})

/** Thrown where the power fails; nothing after it happens. */
class PowerCut extends Error {}

test('the power may fail before any write of a save: what was said to be saved is there, once, and in its chain', async () => {
  for (let failing = 1; failing <= 12; failing++) {
    const { me, disk, visit } = await aPhoneWithJournal()
    await find(visit, '已经存入')
    await drafts.put(`draft/${visit}`, '正在写')
    const acknowledged = await texts()
    let step = 0
    const cut = () => { if (++step >= failing) throw new PowerCut() }
    disk.before = cut
    const put = IDBObjectStore.prototype.put
    const add = IDBObjectStore.prototype.add
    IDBObjectStore.prototype.put = function (...told) { cut(); return put.apply(this, told) }
    IDBObjectStore.prototype.add = function (...told) { cut(); return add.apply(this, told) }
    const finding = newId()
    const body = { visit, finding, inspection_item: 'fire-exit', item_version: newId(), line: '1', text: '正在写', severity: 'minor' as const, correction_due: null, evidence: [], corrects: null }
    const saved = await recordFinding(body, `draft/${visit}`).then(() => true, () => false)
    disk.before = () => undefined
    Object.assign(IDBObjectStore.prototype, { put, add })

    for (const lost of [false, true]) {
      if (lost) await throwDatabasesAway(me.account.id)
      await reopen(disk)
      const found = await texts()
      assert.deepEqual(found.slice(0, acknowledged.length), acknowledged)
      assert.ok(found.length <= 3 && (!saved || found.length === 3), `step ${failing}`)
      await readDrafts()
      if (!lost) assert.equal(drafts.get(`draft/${visit}`), found.length === 3 ? '' : '正在写', `step ${failing}: text or record, never both`)
    }
    await recordFinding(body)
    assert.equal((await texts()).length, 3, 'trying again adds nothing twice')
  }
})

test('operations that lost their place are kept aside for the export, and the chain goes on', async () => {
  const { disk, visit, me } = await aPhoneWithJournal()
  const journal = makeJournal(disk)
  await find(visit, '日志里的第二条')
  const [, lost] = await withDatabase(db => db.getAll('operations'))
  await withDatabase(async db => {
    await db.delete('operations', 2)
    await db.delete('outbox', 2)
    const first = (await db.get('operations', 1))!
    await db.put('meta', { dseq: 1, head: first.head, digest: first.digest }, 'chain')
  })
  useJournal(null)
  await find(visit, '数据库里的第二条')
  useJournal(journal)

  await alone(even)

  assert.deepEqual((await withDatabase(db => db.getAll('strays'))).map(({ digest }) => digest), [lost!.digest])
  await throwDatabasesAway(me.account.id)
  await reopen(disk)
  assert.deepEqual((await texts()).map(text => JSON.parse(text).body.text).slice(1), ['数据库里的第二条'])
})

test('a photo whose bytes changed in the database is sent from the journal', async () => {
  const { disk, visit, server } = await aPhoneWithJournal()
  const photo = await takeEvidence(somePhoto(4000), { visit, inspection_item: 'fire-exit', line: '1' })
  await withDatabase(async db => {
    const kept = (await db.get('blobs', photo)) as { sealed: Uint8Array<ArrayBuffer> }
    kept.sealed[100]! ^= 1
    await db.put('blobs', kept, photo)
  })

  await syncRound()

  assert.ok(server.blobs.get(photo)!.stored)
  assert.ok(disk.path)
})

test('nothing anybody recorded lies readable on the disk', async () => {
  const { disk, visit, me } = await aPhoneWithJournal()
  await find(visit, '后厨通道被占用')
  await drafts.put('draft', '后厨通道被占用')
  const { readFileSync } = await import('node:fs')
  const journal = readFileSync(`${disk.path}/${me.account.id}/operations-00000001`)
  const rows = await withDatabase(async db => [...(await db.getAll('operations')), ...(await db.getAll('drafts')), ...(await db.getAll('records'))])

  assert.ok(!journal.includes('后厨') && journal.length > 1000)
  assert.ok(!JSON.stringify(rows).includes('后厨'))
})

test('the next person on this phone opens neither copy of the first, who finds both again', async () => {
  const { me, disk, visit } = await aPhoneWithJournal()
  await find(visit, '通道被占用')
  const before = await texts()
  await leaveAccount()
  await aPhone()
  assert.deepEqual(await texts(), [])
  await throwDatabasesAway(me.account.id)
  useJournal(makeJournal(disk))

  await becomeAccount(me)

  assert.deepEqual(await texts(), before)
})

test('whoever signed out stays signed out, even when the database is thrown away', async () => {
  const { me, disk } = await aPhoneWithJournal()
  await leaveAccount()
  await throwDatabasesAway(me.account.id)

  await reopen(disk)

  assert.equal(storeState.value, 'signed_out')
  await useAccount(me.account.id)
})

test('two copies are compared number by number', () => {
  const link = (dseq: number, key = `k${dseq}`) => ({ dseq, key })
  const cases: [string, ReturnType<typeof link>[], ReturnType<typeof link>[], number, ReturnType<typeof compare>][] = [
    ['even', [link(1), link(2)], [link(1), link(2)], 0, { bring: [], write: null, strays: [] }],
    ['both empty', [], [], 0, { bring: [], write: null, strays: [] }],
    ['journal longer', [link(1), link(2)], [link(1)], 0, { bring: [2], write: null, strays: [] }],
    ['database empty', [link(1), link(2)], [], 0, { bring: [1, 2], write: null, strays: [] }],
    ['database longer', [link(1)], [link(1), link(2)], 0, { bring: [], write: 2, strays: [] }],
    ['journal empty', [], [link(4), link(5)], 3, { bring: [], write: 4, strays: [] }],
    ['a hole in the journal', [link(1), link(3)], [link(1), link(2), link(3)], 0, { bring: [], write: 2, strays: [] }],
    ['let go in the database first', [link(1), link(2), link(3)], [link(3)], 2, { bring: [], write: null, strays: [] }],
    ['apart', [link(1), link(2, 'x'), link(3, 'y')], [link(1), link(2)], 0, { bring: [], write: 2, strays: [2, 3] }],
  ]
  for (const [name, journal, stored, base, expected] of cases) assert.deepEqual(compare(journal, stored, base), expected, name)
})
