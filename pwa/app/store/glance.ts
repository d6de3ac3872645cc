/** What an inspector needs for these days, kept beside the journal: a phone that lost its database works on without signal. */
import type { Visit } from '../rules/records'
import { daysLater, localDay } from '../words/dates'
import { withDatabase, type StoredRecord, type Transaction } from './database'
import type { Journal } from './journal/journal'
import { metaIn, readMeta } from './meta'
import { openRow, sealedRow } from './records'
import { journalKey, withJournal } from './secondCopy'
import { sealText, unsealText } from './sealing'

interface Glance {
  at: string | null
  rows: StoredRecord[]
}

/** Two notes, written one after the other: whenever the power fails, one of them is whole. */
const NOTES = ['records-1', 'records-2']
const BEFORE = -2
const AFTER = 3

/** After a complete pull that brought something. */
export async function keepGlance(): Promise<void> {
  const at = (await readMeta('pulled'))?.at ?? null
  const rows = await rowsOfTheseDays()
  await withJournal(async (journal, account) => {
    const sealed = await sealText(await journalKey(journal, account), JSON.stringify({ at, rows } satisfies Glance), 'records')
    for (const note of NOTES) await journal.putNote(account, note, sealed)
  })
}

export async function readGlance(journal: Journal, account: string): Promise<Glance | null> {
  const key = await journalKey(journal, account)
  for (const name of NOTES) {
    const note = await journal.note(account, name)
    const text = note && (await unsealText(key, note, 'records').catch(() => null))
    if (text) return sealed(JSON.parse(text) as Glance)
  }
  return null
}

/** The next pull begins anew and takes the place of all this. */
export async function putGlance(transaction: Transaction, { at, rows }: Glance): Promise<void> {
  for (const row of rows) await transaction.objectStore('records').put(row)
  await metaIn(transaction).put('pulled', { through: 0, at, generation: 0, complete: 0 })
}

/** Learned codes are the district's and many: they come again with the next pull. */
async function rowsOfTheseDays(): Promise<StoredRecord[]> {
  const rows = (await withDatabase(db => db.getAll('records'))).filter(({ entity }) => entity !== 'code_alias')
  const opened = await Promise.all(rows.map(async ({ sealed, ...row }) => ({ ...row, generation: 0, data: await openRow({ ...row, sealed }) })))
  return opened.filter(({ entity, data }) => entity !== 'visit' || isNear(data as Visit))
}

function isNear({ visit_on, state }: Visit): boolean {
  return state === 'started' || (visit_on >= daysLater(localDay(), BEFORE) && visit_on <= daysLater(localDay(), AFTER))
}

async function sealed({ at, rows }: Glance): Promise<Glance> {
  return { at, rows: await Promise.all(rows.map(sealedRow)) }
}
