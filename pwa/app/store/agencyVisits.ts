/** Visits of one's own agency, in short: a colleague's visit is told from no visit without signal. */
import type { AgencyVisit } from '../rules/records'
import { withDatabase } from './database'
import { openRow } from './records'

export interface Colleague {
  id: string
  name: string
}

/** Visits to whom the question is asked; opened only then, for there may be hundreds. */
export async function agencyVisits(): Promise<AgencyVisit[]> {
  const rows = await withDatabase(db => db.getAllFromIndex('records', 'entity', 'agency_visit'))
  return Promise.all(rows.map(row => openRow(row) as Promise<AgencyVisit>))
}

/** The names of these colleagues, of those that are known. */
export async function namesOf(inspectors: string[]): Promise<string[]> {
  const rows = await Promise.all(inspectors.map(id => withDatabase(db => db.get('records', ['colleague', id]))))
  const people = await Promise.all(rows.flatMap(row => (row ? [openRow(row) as Promise<Colleague>] : [])))
  return people.map(({ name }) => name)
}
