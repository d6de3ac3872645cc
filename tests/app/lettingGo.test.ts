/** The phone lets go of what the server holds, oldest first, and never of anything unsent; photos stop before text. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { deleteDB } from 'idb'
import { room } from '../../pwa/app/rules/room'
import { newId } from '../../pwa/app/rules/ids'
import { copiesCompared, openStore } from '../../pwa/app/store/accounts'
import { closeDatabase, withDatabase } from '../../pwa/app/store/database'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { makeJournal } from '../../pwa/app/store/journal/journal'
import { letGo } from '../../pwa/app/store/lettingGo'
import { readMeta } from '../../pwa/app/store/meta'
import { textOf } from '../../pwa/app/store/operationTexts'
import { useJournal } from '../../pwa/app/store/secondCopy'
import { syncState, visit as visitNow } from '../../pwa/app/store/view'
import { syncRound } from '../../pwa/app/sync/round'
import { aDisk } from './folder'
import { aPhone, aVisit, find, open, somePhoto } from './phone'

const A_DAY = 86_400_000
const inDays = (days: number) => Date.now() + days * A_DAY
const numbers = () => withDatabase(db => db.getAllKeys('operations'))

async function aPhoneThatSent() {
  await copiesCompared()
  const disk = aDisk()
  useJournal(makeJournal(disk))
  const phone = await aPhone()
  const visit = newId()
  await open(visit)
  await find(visit, '一')
  const photo = await takeEvidence(somePhoto(5000), { visit, inspection_item: 'fire-exit', line: '1' })
  await syncRound()
  return { ...phone, disk, visit, photo }
}

function roomOf(estimate: { usage: number; quota: number } | null): void {
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: estimate ? { storage: { estimate: async () => estimate } } : undefined })
}

test('for a month after their receipt operations stay, to fill a restored server again', async () => {
  await aPhoneThatSent()

  await letGo(inDays(29), false)

  assert.deepEqual(await numbers(), [1, 2, 3])
})

test('after a month they go, the last one stays, and the chain goes on where it was', async () => {
  const { server, visit } = await aPhoneThatSent()
  await letGo(inDays(31), false)
  assert.deepEqual([await numbers(), (await readMeta('base'))?.dseq], [[3], 2])

  await find(visit, '一个月后')
  await syncRound()

  assert.equal(server.operations.length, 4)
  assert.equal(syncState.value.waiting, 0)
})

test('what is unsent or set aside never goes, and nothing behind it', async () => {
  const phone = await aPhoneThatSent()
  phone.server.statusOf = () => ({ status: 'quarantined', code: 'schema' })
  await find(phone.visit, '被搁置')
  await syncRound()
  phone.server.statusOf = () => ({ status: 'applied' })
  await find(phone.visit, '已送达')
  await syncRound()
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))
  await find(phone.visit, '没送达')

  await letGo(inDays(400), true)

  assert.deepEqual(await numbers(), [4, 5, 6])
})

test('a phone restored after letting go begins behind what it let go', async () => {
  const { me, disk, server, visit } = await aPhoneThatSent()
  await letGo(inDays(31), false)
  await closeDatabase()
  await deleteDB(`mashang-${me.account.id}`)
  await deleteDB('mashang-shell')
  useJournal(makeJournal(disk))
  await openStore()
  await find(visit, '恢复之后')

  await syncRound()

  assert.equal(server.operations.length, 4)
  assert.deepEqual(await Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf)).then(all => all.at(-1)), server.operations.at(-1))
})

test('photos go first while space is short: only those the server has, with their receipt', async () => {
  const { photo, visit } = await aPhoneThatSent()
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))
  const unsent = await takeEvidence(somePhoto(5000, 2), { visit, inspection_item: 'fire-exit', line: '1' })

  await letGo(Date.now(), false)
  assert.equal(await withDatabase(db => db.count('blobs')), 2)
  await letGo(Date.now(), true)

  assert.deepEqual(await withDatabase(db => db.getAllKeys('blobs')), [unsent])
  assert.notEqual(photo, unsent)
})

test('visits long past go, those one recorded in stay', async () => {
  const { server, visit, disk } = await aPhoneThatSent()
  const past = aVisit(newId(), { visit_on: '2026-01-01' })
  server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: past.id, rev: 1, op: 'put', d: past }]
  await syncRound()
  assert.ok(visitNow(past.id))

  await letGo(Date.parse('2026-11-23'), false)

  const left = await withDatabase(db => db.getAllKeys('records'))
  assert.ok(!left.some(([, id]) => id === past.id))
  assert.ok(readdirSync(disk.path).length > 0 && visit)
})

test('a photo that was removed by law goes at once, though nobody is short of room', async () => {
  const { server, visit, photo } = await aPhoneThatSent()
  const removed = { sha256: photo, size: 5000, mime: 'image/jpeg', stored: false, removed: true, role: 'evidence' as const, finding: null, inspection_item: null, line: null, caption: '' }
  const record = aVisit(visit, { evidence: [removed] })
  server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: visit, rev: 9, op: 'put', d: record }]
  await syncRound()

  await letGo(Date.now(), false)

  const left = await withDatabase(db => Promise.all([db.getAllKeys('blobs'), db.getAllKeys('thumbnails')]))
  assert.deepEqual(left.flat(), [])
})

test('at 95 % a photo is refused before a byte of it is written, and text goes on', async () => {
  const { visit } = await aPhoneThatSent()
  roomOf({ usage: 940, quota: 1000 })

  await assert.rejects(takeEvidence(somePhoto(100), { visit, inspection_item: 'fire-exit' }), { name: 'NoRoom' })
  await find(visit, '文字照常')

  roomOf(null)
  assert.equal((await numbers()).length, 4)
})

test('how much room there is, and for what', () => {
  const cases: [number, number, ReturnType<typeof room>][] = [
    [0, 0, 'enough'], [799, 0, 'enough'], [800, 0, 'short'], [949, 0, 'short'], [950, 0, 'full'], [900, 24, 'short'], [900, 25, 'full'],
  ]
  for (const [usage, more, expected] of cases) assert.equal(room({ usage, quota: 1000 }, more), expected, `${usage} + ${more}`)
  assert.equal(room({}), 'enough')
})
