/** A phone that kept its records with the first version of the store comes over without losing or rewriting any. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteDB, openDB } from 'idb'
import { nextHead, operationDigest, START } from '../../pwa/app/rules/chain'
import { newId } from '../../pwa/app/rules/ids'
import { copiesCompared, openStore } from '../../pwa/app/store/accounts'
import { outdated } from '../../pwa/app/store/blocked'
import { closeDatabase, withDatabase } from '../../pwa/app/store/database'
import { drafts } from '../../pwa/app/store/drafts'
import { makeJournal } from '../../pwa/app/store/journal/journal'
import { bytesOf } from '../../pwa/app/store/photoQueue'
import { useJournal } from '../../pwa/app/store/secondCopy'
import { storeState, syncState, visit as visitNow } from '../../pwa/app/store/view'
import { syncRound } from '../../pwa/app/sync/round'
import { aDisk } from './folder'
import { aVisit, person, somePhoto } from './phone'
import { aServer, sha256 } from './twin'

/** The schema and the rows exactly as version 1 of the store wrote them. */
async function aFirstVersion() {
  const me = person()
  const device = newId()
  const visit = aVisit()
  const photo = somePhoto(4000)
  const digest = sha256(new Uint8Array(photo))
  const database = await openDB(`mashang-${me.account.id}`, 1, {
    upgrade(db) {
      for (const name of ['meta', 'blobs', 'thumbnails', 'drafts', 'keys']) db.createObjectStore(name)
      db.createObjectStore('operations', { keyPath: 'dseq' }).createIndex('id', 'id', { unique: true })
      db.createObjectStore('outbox', { keyPath: 'dseq' })
      db.createObjectStore('photos', { keyPath: 'sha256' })
      db.createObjectStore('records', { keyPath: ['entity', 'id'] }).createIndex('entity', 'entity')
    },
  })
  const texts = [opened(me.account.id, device, visit.id), taken(me.account.id, device, visit.id, digest)]
  const rows: { dseq: number; id: string; entity_id: string; text: string; digest: string; head: string }[] = []
  let [head, prev] = [START, START]
  for (const [at, make] of texts.entries()) {
    const text = JSON.stringify({ ...make, dseq: at + 1, prev })
    prev = operationDigest(text)
    head = nextHead(head, prev)
    rows.push({ dseq: at + 1, id: make.id, entity_id: visit.id, text, digest: prev, head })
  }
  for (const row of rows) {
    await database.add('operations', row)
    await database.add('outbox', { dseq: row.dseq, state: 'ready', code: null })
  }
  await database.put('records', { entity: 'visit', id: visit.id, feed: 'inspector:1', rev: 1, generation: 1, data: visit })
  await database.put('photos', {
    sha256: digest, size: 4000, mime: 'image/jpeg', role: 'evidence', visit: visit.id, dseq: 2, state: 'ready', sent: 0, taken_at: '2026-11-23T01:00:00Z',
  })
  await database.put('blobs', photo, digest)
  await database.put('drafts', '后厨通道堆放', `finding/${visit.id}`)
  await database.put('keys', 'token-1', 'token')
  const meta = { me, device, chain: { dseq: 2, head, digest: prev }, acked: { dseq: 0, at: null }, pulled: { through: 0, at: '2026-11-23T00:00:00Z', generation: 1, complete: 1 } }
  for (const [key, value] of Object.entries(meta)) await database.put('meta', value, key)
  database.close()
  const shell = await openDB('mashang-shell', 1, { upgrade: db => void db.createObjectStore('meta') })
  await shell.put('meta', me.account.id, 'last')
  shell.close()
  return { me, visit, rows, digest, photo }
}

function opened(account: string, device: string, visit: string) {
  const body = { visit, premises: null, credit_code: null, license_code: null, place: null, present: [], planned: true, cause: null, reason: null }
  return { ...envelope(account, device, visit), kind: 'visit.opened', blobs: [], body }
}

function taken(account: string, device: string, visit: string, digest: string) {
  const body = { visit, finding: null, inspection_item: 'fire-exit', line: '1', sha256: digest, caption: '' }
  return { ...envelope(account, device, visit), kind: 'evidence.taken', blobs: [{ sha256: digest, size: 4000, mime: 'image/jpeg', role: 'evidence' }], body }
}

function envelope(account: string, device: string, visit: string) {
  return {
    v: 1, id: newId(), device, entity: 'visit', entity_id: visit, base_rev: null, schema: 1, made_at: '2026-11-23T09:00:00+08:00',
    mono: 1, boot: 'abcd', skew_ms: null, account, agency: 'fire-rescue',
  }
}

test('everything is there, shown, in both copies, and its rows are the same as before', async () => {
  const { visit, rows, digest, photo } = await aFirstVersion()
  const disk = aDisk()
  useJournal(makeJournal(disk))
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))

  await openStore()
  await copiesCompared()

  assert.equal(storeState.value, 'ready')
  assert.deepEqual(await withDatabase(db => db.getAll('operations')), rows)
  assert.deepEqual([visitNow(visit.id)?.state, syncState.value.waiting], ['started', 3])
  assert.equal(drafts.get(`finding/${visit.id}`), '后厨通道堆放')
  assert.deepEqual(new Uint8Array((await bytesOf(digest))!), new Uint8Array(photo))
  const journal = makeJournal(disk)
  const account = JSON.parse(rows[0]!.text).account as string
  assert.deepEqual([(await journal.keys(account)).length, await journal.photos(account)], [2, [digest]])
})

test('a page that a newer one has overtaken says so, whether it is opened or was open', async () => {
  const { me } = await aFirstVersion()
  useJournal(null)
  globalThis.fetch = () => Promise.reject(new TypeError('offline'))
  await openStore()
  await copiesCompared()
  assert.equal(outdated.value, false)
  const newer = await openDB(`mashang-${me.account.id}`, 99)
  newer.close()

  await assert.rejects(drafts.put('draft', '还在写'), { name: 'VersionError' })
  assert.equal(outdated.value, true)

  outdated.value = false
  await closeDatabase()
  await assert.rejects(openStore(), { name: 'VersionError' })
  assert.equal(outdated.value, true)
  await deleteDB(`mashang-${me.account.id}`)
})

test('what waited is sent byte for byte', async () => {
  const { me, rows, digest } = await aFirstVersion()
  useJournal(null)
  const server = aServer({ id: me.account.id })
  globalThis.fetch = server.fetch as typeof fetch
  await closeDatabase()
  await openStore()

  await syncRound()

  assert.deepEqual(server.operations, rows.map(({ text }) => text))
  assert.ok(server.blobs.get(digest)!.stored)
})
