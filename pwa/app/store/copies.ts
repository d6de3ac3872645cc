/** Keeps journal and database even: every operation in both, each written anew from the other where it lacks something. */
import { operationDigest } from '../rules/chain'
import { compare } from '../rules/copies'
import { ChainMoved, type Entry, type Made } from './append'
import { boxed } from './box'
import { inTransaction, openedAccount, withDatabase, type StoredOperation } from './database'
import { readToken } from './token'
import type { Append, Journal, Undo } from './journal/journal'
import { dseqOf, operationKey, type JournalRecord } from './journal/record'
import { operationRecord, personRecord, photoRecord, readContents, type OperationEntry, type PersonEntry } from './journalContents'
import { keepGlance } from './glance'
import { keeping, tellKeeping } from './keeping'
import { readMeta, UNTOUCHED, writeMeta } from './meta'
import { textOf } from './operationTexts'
import { readVisit } from './records'
import { bringIn } from './restoring'
import { giveRest, secondCopy, withJournal } from './secondCopy'
import { subjectOf } from '../rules/operations'
import type { Visit } from '../rules/records'

const MOST_FILE = 4 * 1024 * 1024
const AT_ONCE = 50

/** Size of the file being written, as far as this page knows. */
let size = 0

type Written = Entry & { draft?: string | undefined; met?: Visit | undefined }

/** Writes a new operation into the journal; null where only one copy is kept. A photo is not taken with half a copy. */
export async function write(made: Made, entry: Written): Promise<Undo | null> {
  const journal = secondCopy()
  const account = openedAccount()
  if (!journal || account === null) return null
  try {
    return await append(journal, account, made, entry)
  } catch (problem) {
    if (problem instanceof ChainMoved) throw problem
    if (entry.photo && (problem as Error).name === 'QuotaExceededError') throw problem
    giveRest()
    return null
  }
}

async function append(journal: Journal, account: string, made: Made, entry: Written): Promise<Undo> {
  const records = await recordsFor(journal, account, made, entry)
  let answer = await journal.append(account, records)
  if ('stands' in answer) {
    await evenIn(journal, account)
    answer = await journal.append(account, records)
  }
  if ('stands' in answer) throw new ChainMoved()
  size = answer.size
  return answer.undo
}

async function recordsFor(journal: Journal, account: string, { row, text, after }: Made, entry: Written): Promise<Append> {
  const { photo, draft, met } = entry
  const visit = met ?? (entry.kind === 'visit.opened' ? await readVisit(subjectOf(entry.body).id) : undefined)
  const told: OperationEntry = { dseq: row.dseq, digest: row.digest, head: row.head, text, draft, visit }
  const roll = size === 0 || size > MOST_FILE
  const [photos, ...operations] = await Promise.all([
    photo ? photoRecord(journal, account, photo.sha256, photo.bytes).then(record => [record]) : [],
    ...(roll ? [person(after).then(told => personRecord(journal, account, told))] : []),
    operationRecord(journal, account, told),
  ])
  return {
    photos,
    operations,
    after: after.dseq === 0 ? null : operationKey(after.dseq, after.digest),
    roll,
  }
}

/** Compares both copies and makes good what either lacks; the caller is alone. */
export async function even(): Promise<void> {
  await withJournal(evenIn)
}

async function evenIn(journal: Journal, account: string): Promise<void> {
  await emptyIfGivenUp(journal, account)
  const base = (await readMeta('base')) ?? UNTOUCHED.base
  const keys = await journal.keys(account)
  const stored = await withDatabase(db => db.getAll('operations'))
  const links = stored.map(({ dseq, digest }) => ({ dseq, key: operationKey(dseq, digest) }))
  const { bring, write, strays } = compare(keys.map(key => ({ dseq: dseqOf(key), key })), links, base.dseq)
  if (bring.length + strays.length > 0) await takeIn(journal, account, bring, strays)
  if (write !== null) await writeFrom(journal, account, write)
  size = (await journal.standing(account)).size
  if (size === 0) await notePersonIn(journal, account)
  if (keys.length === 0) await keepGlance()
  tellKeeping({ copies: 2, why: null, strays: await withDatabase(db => db.count('strays')) })
}

async function emptyIfGivenUp(journal: Journal, account: string): Promise<void> {
  if (!(await readMeta('anew'))) return
  await journal.erase(account, 'operations-')
  await writeMeta('anew', false)
}

async function takeIn(journal: Journal, account: string, bring: number[], strays: number[]): Promise<void> {
  const { operations } = await readContents(journal, account)
  const sealed = await Promise.all(operations.filter(({ dseq }) => strays.includes(dseq)).map(async ({ digest, text }) => (
    { digest, sealed: await boxed(text, `stray/${digest}`) })))
  await inTransaction(['strays'], async transaction => {
    for (const stray of sealed) await transaction.objectStore('strays').put(stray)
  })
  const brought = operations.filter(({ dseq, digest, text }) => bring.includes(dseq) && operationDigest(text) === digest)
  await bringIn(brought)
  tellKeeping({ restored: keeping.value.restored + brought.length })
}

async function writeFrom(journal: Journal, account: string, dseq: number): Promise<void> {
  await journal.cutFrom(account, dseq)
  const stored = await withDatabase(db => db.getAll('operations', IDBKeyRange.lowerBound(dseq)))
  for (let at = 0; at < stored.length; at += AT_ONCE) await rewrite(journal, account, stored.slice(at, at + AT_ONCE))
}

async function rewrite(journal: Journal, account: string, rows: StoredOperation[]): Promise<void> {
  const { last, size } = await journal.standing(account)
  const roll = size === 0 || size > MOST_FILE
  const before = await chainBefore(rows[0]!.dseq)
  const operations: JournalRecord[] = roll ? [await personRecord(journal, account, await person(before))] : []
  for (const row of rows) {
    const { dseq, digest, head } = row
    const visit = await readVisit(row.entity_id)
    operations.push(await operationRecord(journal, account, { dseq, digest, head, text: await textOf(row), visit }))
  }
  const answer = await journal.append(account, { photos: [], operations, after: last, roll })
  if ('stands' in answer) throw new Error('the journal is written by somebody else')
}

async function chainBefore(dseq: number): Promise<PersonEntry['base']> {
  const before = await withDatabase(db => db.get('operations', dseq - 1))
  return before ?? (await readMeta('base')) ?? UNTOUCHED.base
}

/** Who records here, with what he needs to go on without signing in; written again when it changes. */
export async function notePerson(): Promise<void> {
  await withJournal(notePersonIn)
}

async function notePersonIn(journal: Journal, account: string): Promise<void> {
  const { last, size } = await journal.standing(account)
  const base = size === 0 ? await chainBefore(((await readMeta('base')) ?? UNTOUCHED.base).dseq + 1) : undefined
  const record = await personRecord(journal, account, await person(base ?? ((await readMeta('chain')) ?? UNTOUCHED.chain)))
  await journal.append(account, { photos: [], operations: [record], after: last, roll: size === 0 })
}

async function person({ dseq, head, digest }: PersonEntry['base']): Promise<PersonEntry> {
  const [me, device, skew_ms] = await Promise.all([readMeta('me'), readMeta('device'), readMeta('skew_ms')])
  if (!me || !device) throw new Error('nobody is signed in on this phone')
  return { me, device, token: (await readToken()) ?? null, skew_ms: skew_ms ?? null, base: { dseq, head, digest } }
}
