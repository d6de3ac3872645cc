/** What was unsealed once in this run of the app; it is not read and unsealed again for every tap. */
import type { Operation } from '../rules/operations'
import type { Visit } from '../rules/records'
import { openedAccount, withDatabase, type StoredOperation } from './database'
import { textOf } from './operationTexts'
import { openRow } from './records'

interface OpenedVisit {
  stamp: string
  data: Visit
}

let account: string | null = null
let visits: OpenedVisit[] | null = null
let byId = new Map<string, OpenedVisit>()
let operations = new Map<string, Operation>()

/** The visits in the store have changed: they are read again, and unsealed where they are new. */
export function visitsChanged(): void {
  visits = null
}

export async function openedVisits(): Promise<Visit[]> {
  ofThisAccount()
  visits ??= await readVisits()
  return visits.map(({ data }) => data)
}

export async function openedOperation(row: StoredOperation): Promise<Operation> {
  ofThisAccount()
  const known = operations.get(row.digest)
  if (known) return known
  const operation = JSON.parse(await textOf(row)) as Operation
  operations.set(row.digest, operation)
  return operation
}

async function readVisits(): Promise<OpenedVisit[]> {
  const rows = await withDatabase(db => db.getAllFromIndex('records', 'entity', 'visit'))
  const before = byId
  const opened = await Promise.all(rows.map(async row => {
    const stamp = `${row.generation}/${row.rev}`
    const known = before.get(row.id)
    return known?.stamp === stamp ? known : { stamp, data: (await openRow(row)) as Visit }
  }))
  byId = new Map(opened.map(one => [one.data.id, one]))
  return opened
}

/** Nothing of one person is shown to another. */
function ofThisAccount(): void {
  if (account === openedAccount()) return
  account = openedAccount()
  visits = null
  byId = new Map()
  operations = new Map()
}
