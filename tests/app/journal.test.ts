/** The journal keeps every record it said it has, wherever a crash tears its files. */
import assert from 'node:assert/strict'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeJournal, type Append, type Journal } from '../../pwa/app/store/journal/journal'
import { HEADER, operationKey, type JournalRecord } from '../../pwa/app/store/journal/record'
import { aDisk } from './folder'
import { sha256 } from './twin'

const ACCOUNT = 'zhou'
const OPERATIONS = join(ACCOUNT, 'operations-00000001')

function anOperation(dseq: number, text = `第${dseq}条记录`): JournalRecord {
  const payload = new TextEncoder().encode(text)
  return { kind: 'operation', key: operationKey(dseq, sha256(payload)), payload }
}

function aPhoto(seed: number, size = 500): JournalRecord {
  const payload = Uint8Array.from({ length: size }, (_, at) => (at * 7 + seed) % 256)
  return { kind: 'photo', key: sha256(payload), payload }
}

const of = (operations: JournalRecord[], more: Partial<Append> = {}): Append => ({ photos: [], operations, after: null, roll: false, ...more })

async function written(journal: Journal, count: number): Promise<JournalRecord[]> {
  const records = Array.from({ length: count }, (_, at) => anOperation(at + 1))
  for (const [at, record] of records.entries()) await journal.append(ACCOUNT, of([record], { after: records[at - 1]?.key ?? null }))
  return records
}

const same = (found: JournalRecord[], expected: JournalRecord[]) =>
  assert.deepEqual(found.map(({ key, payload }) => [key, [...payload]]), expected.map(({ key, payload }) => [key, [...payload]]))

test('torn at any byte, the journal gives back every whole record and goes on', async () => {
  const disk = aDisk()
  const records = await written(makeJournal(disk), 3)
  const whole = readFileSync(join(disk.path, OPERATIONS))
  const ends = records.map((_, at) => records.slice(0, at + 1).reduce((sum, { payload }) => sum + HEADER + payload.length, 0))
  const next = anOperation(9, '断电之后')

  for (let cut = 0; cut <= whole.length; cut++) {
    writeFileSync(join(disk.path, OPERATIONS), whole.subarray(0, cut))
    const journal = makeJournal(disk)
    const left = records.slice(0, ends.filter(end => end <= cut).length)
    same(await journal.records(ACCOUNT), left)
    await journal.append(ACCOUNT, of([next], { after: left.at(-1)?.key ?? null }))
    same(await makeJournal(disk).records(ACCOUNT), [...left, next])
  }
})

test('an end of zeros or of noise, as a file system leaves it after a power cut, is not taken for a record', async () => {
  for (const filling of [0, 0x4d, 0xff]) {
    const disk = aDisk()
    const records = await written(makeJournal(disk), 2)
    const whole = readFileSync(join(disk.path, OPERATIONS))
    const header = whole.subarray(0, HEADER)
    writeFileSync(join(disk.path, OPERATIONS), Buffer.concat([whole, header, Buffer.alloc(400, filling)]))

    same(await makeJournal(disk).records(ACCOUNT), records)
  }
})

test('one flipped byte anywhere costs at most the record it lies in', async () => {
  const disk = aDisk()
  const records = await written(makeJournal(disk), 4)
  const whole = readFileSync(join(disk.path, OPERATIONS))
  const end = whole.length - HEADER - records[3]!.payload.length

  for (let at = 0; at < end; at++) {
    const flipped = Buffer.from(whole)
    flipped[at] = flipped[at]! ^ 0x10
    writeFileSync(join(disk.path, OPERATIONS), flipped)
    const found = await makeJournal(disk).records(ACCOUNT)
    const right = found.filter(({ payload }) => records.some(record => Buffer.compare(record.payload, payload) === 0))
    assert.ok(right.length >= 3, `byte ${at}: ${right.length} of 4`)
    assert.equal(readFileSync(join(disk.path, OPERATIONS)).length, whole.length, `byte ${at}: nothing behind it is cut`)
  }
})

test('whoever does not know the last operation writes nothing', async () => {
  const disk = aDisk()
  const records = await written(makeJournal(disk), 2)

  const answer = await makeJournal(disk).append(ACCOUNT, of([anOperation(2, '另一条')], { after: records[0]!.key }))

  assert.deepEqual(answer, { stands: { last: records[1]!.key, size: readFileSync(join(disk.path, OPERATIONS)).length } })
  same(await makeJournal(disk).records(ACCOUNT), records)
})

test('two tabs write by turns; neither trusts what it remembers of the file', async () => {
  const disk = aDisk()
  const [one, other] = [makeJournal(disk), makeJournal(disk)]
  const [first, second] = [anOperation(1, '甲'), anOperation(1, '乙')]
  const appended = await one.append(ACCOUNT, of([first]))
  assert.ok('undo' in appended)
  await other.cut(ACCOUNT, appended.undo)
  await other.append(ACCOUNT, of([second]))

  assert.equal((await one.standing(ACCOUNT)).last, second.key)
})

test('what does not fit on the disk leaves neither operation nor photo behind', async () => {
  for (const failing of [1, 2, 3, 4]) {
    const disk = aDisk()
    const journal = makeJournal(disk)
    const records = await written(journal, 1)
    let step = 0
    disk.before = what => {
      if ((what === 'write' || what === 'flush') && ++step === failing) throw new DOMException('full', 'QuotaExceededError')
    }

    const append = journal.append(ACCOUNT, { photos: [aPhoto(1)], operations: [anOperation(2)], after: records[0]!.key, roll: false })
    await assert.rejects(append, { name: 'QuotaExceededError' })

    disk.before = () => undefined
    same(await makeJournal(disk).records(ACCOUNT), records)
    assert.deepEqual(await makeJournal(disk).photos(ACCOUNT), [])
  }
})

test('a disk that takes a part and says so only by the count is a full disk', async () => {
  const disk = aDisk()
  const root = { folder: async (account: string) => {
    const folder = await disk.folder(account)
    return { ...folder, open: async (name: string) => {
      const file = await folder.open(name)
      return { ...file, write: (bytes: Uint8Array, options: { at: number }) => file.write(bytes.subarray(0, bytes.length - 1), options) }
    } }
  } }

  await assert.rejects(makeJournal(root).append(ACCOUNT, of([anOperation(1)])), { name: 'QuotaExceededError' })

  same(await makeJournal(disk).records(ACCOUNT), [])
})

test('a journal that cannot be read is never cut', async () => {
  const disk = aDisk()
  await written(makeJournal(disk), 3)
  const before = readFileSync(join(disk.path, OPERATIONS))
  const root = { folder: async (account: string) => {
    const folder = await disk.folder(account)
    return { ...folder, open: async (name: string) => ({ ...(await folder.open(name)), read: () => 0 }) }
  } }

  await assert.rejects(makeJournal(root).records(ACCOUNT))

  assert.deepEqual(readFileSync(join(disk.path, OPERATIONS)), before)
})

test('files are let go from the oldest on, when nothing in them is wanted, and never the last', async () => {
  const disk = aDisk()
  const journal = makeJournal(disk)
  const records = [1, 2, 3].map(dseq => anOperation(dseq))
  for (const [at, record] of records.entries()) {
    await journal.append(ACCOUNT, of([record], { after: records[at - 1]?.key ?? null, roll: true }))
  }

  await journal.letGo(ACCOUNT, 1, [])
  same(await journal.records(ACCOUNT), records.slice(1))
  await journal.letGo(ACCOUNT, 99, [])
  same(await journal.records(ACCOUNT), records.slice(2))
})

test('what parted from the chain is taken back over files', async () => {
  const disk = aDisk()
  const journal = makeJournal(disk)
  const records = [1, 2, 3].map(dseq => anOperation(dseq))
  for (const [at, record] of records.entries()) {
    await journal.append(ACCOUNT, of([record], { after: records[at - 1]?.key ?? null, roll: at === 2 }))
  }

  await journal.cutFrom(ACCOUNT, 2)

  same(await journal.records(ACCOUNT), records.slice(0, 1))
  assert.equal((await journal.standing(ACCOUNT)).last, records[0]!.key)
})

test('a torn photo is no photo, a whole one is found in whichever file', async () => {
  const disk = aDisk()
  const journal = makeJournal(disk)
  const photos = [aPhoto(1), aPhoto(2)]
  await journal.append(ACCOUNT, of([], { photos }))
  truncateSync(join(disk.path, ACCOUNT, 'photos-00000001'), (HEADER + 500) * 2 - 1)

  const again = makeJournal(disk)

  assert.deepEqual(await again.photo(ACCOUNT, photos[0]!.key), photos[0]!.payload)
  assert.equal(await again.photo(ACCOUNT, photos[1]!.key), null)
})
