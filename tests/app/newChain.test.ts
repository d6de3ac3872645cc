/** A phone put back to an older state, or copied: everything reaches the server all the same, and nobody has to help. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteDB } from 'idb'
import { newId } from '../../pwa/app/rules/ids'
import type { Operation } from '../../pwa/app/rules/operations'
import { copiesCompared, openStore } from '../../pwa/app/store/accounts'
import { closeDatabase, withDatabase } from '../../pwa/app/store/database'
import { takeEvidence } from '../../pwa/app/store/evidence'
import { makeJournal } from '../../pwa/app/store/journal/journal'
import { keeping } from '../../pwa/app/store/keeping'
import { readMeta } from '../../pwa/app/store/meta'
import { textOf } from '../../pwa/app/store/operationTexts'
import { useJournal } from '../../pwa/app/store/secondCopy'
import { outbox, syncState } from '../../pwa/app/store/view'
import { syncRound } from '../../pwa/app/sync/round'
import { aDisk, type Disk } from './folder'
import { aPhone, find, open, somePhoto } from './phone'
import { keep } from './twin'

type Phone = Awaited<ReturnType<typeof aPhoneThatSent>>

const texts = async () => Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))
const idsOf = (told: string[]) => told.map(text => (JSON.parse(text) as Operation).id)

/** Three operations that the server has. */
async function aPhoneThatSent() {
  await copiesCompared()
  const disk = aDisk()
  useJournal(makeJournal(disk))
  const phone = await aPhone()
  const visit = newId()
  await open(visit)
  await find(visit, '第一处')
  await find(visit, '第二处')
  await syncRound()
  return { ...phone, disk, visit, device: await readMeta('device') }
}

/** What this phone sent before it was put back to an older state, and knows nothing of any more. */
function forgotten({ server }: Phone, count: number): void {
  for (let number = 0; number < count; number++) {
    const dseq = server.operations.length + 1
    keep(server, JSON.stringify({ ...JSON.parse(server.operations.at(-1)!), id: newId(), dseq }))
  }
}

async function reopen(disk: Disk): Promise<void> {
  await copiesCompared()
  await closeDatabase()
  useJournal(makeJournal(disk))
  await openStore()
  await copiesCompared()
}

test('what was recorded after the phone was put back goes up in a new chain, photos too, each once', async () => {
  const phone = await aPhoneThatSent()
  forgotten(phone, 2)
  const finding = await find(phone.visit, '恢复之后的问题')
  const photo = await takeEvidence(somePhoto(5_000), { visit: phone.visit, inspection_item: 'fire-exit' })

  assert.equal(await syncRound(), null)

  assert.deepEqual(phone.server.operations, await texts())
  assert.equal(idsOf(phone.server.operations)[0], finding)
  assert.equal(phone.server.earlier.get(phone.device!)!.length, 5)
  assert.ok(phone.server.blobs.get(photo)!.stored)
  assert.deepEqual([syncState.value.problem, syncState.value.waiting, syncState.value.rechained?.moved], [null, 0, 2])
  assert.notEqual(await readMeta('device'), phone.device)
})

test('a phone with nothing to send begins anew as well, and goes on recording', async () => {
  const phone = await aPhoneThatSent()
  forgotten(phone, 1)

  assert.equal(await syncRound(), null)
  await find(phone.visit, '之后的问题')
  await syncRound()

  assert.deepEqual(phone.server.operations, await texts())
  assert.deepEqual([phone.server.operations.length, syncState.value.rechained?.moved], [1, 0])
})

test('what the server has already, though the phone forgot that it sent it, is not sent under another name', async () => {
  const phone = await aPhoneThatSent()
  await find(phone.visit, '第三处')
  keep(phone.server, (await texts()).at(-1)!)
  forgotten(phone, 1)

  assert.equal(await syncRound(), null)

  assert.deepEqual([phone.server.operations, syncState.value.rechained?.moved, outbox.value], [[], 0, []])
})

test('both copies hold the new chain, and either gives it back', async () => {
  const phone = await aPhoneThatSent()
  forgotten(phone, 2)
  await find(phone.visit, '恢复之后的问题')
  await syncRound()
  const [sent, device] = [await texts(), await readMeta('device')]

  await reopen(phone.disk)
  assert.deepEqual([await texts(), keeping.value.strays, keeping.value.copies], [sent, 0, 2])
  await closeDatabase()
  await deleteDB(`mashang-${phone.me.account.id}`)
  await deleteDB('mashang-shell')
  await reopen(phone.disk)

  assert.deepEqual([await texts(), await readMeta('device')], [sent, device])
})

test('the power may fail before the journal has let go of the old chain', async () => {
  const phone = await aPhoneThatSent()
  forgotten(phone, 2)
  await find(phone.visit, '恢复之后的问题')
  useJournal({ ...makeJournal(phone.disk), erase: () => Promise.reject(new Error('power')) })

  await syncRound()
  assert.equal(keeping.value.copies, 1)
  await reopen(phone.disk)

  assert.deepEqual([await texts(), keeping.value.strays, keeping.value.copies], [phone.server.operations, 0, 2])
  assert.equal((await makeJournal(phone.disk).keys(phone.me.account.id)).length, 1)
})

test('what parts twice in one day is for people to look at: everything is kept and said', async () => {
  const phone = await aPhoneThatSent()
  forgotten(phone, 1)
  await syncRound()
  await find(phone.visit, '之后的问题')
  await syncRound()
  forgotten(phone, 1)
  await find(phone.visit, '又一处')

  assert.equal((await syncRound())?.why, 'parted')

  assert.equal(syncState.value.problem, 'fork')
  assert.deepEqual(outbox.value.map(item => item.state), ['held_fork'])
})
