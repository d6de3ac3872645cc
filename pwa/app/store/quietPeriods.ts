/** Quiet periods that were pulled: what others' visits forbid is known without signal. */
import type { QuietPeriod } from '../rules/records'
import { withDatabase } from './database'
import { openRow } from './records'

export async function quietPeriods(): Promise<QuietPeriod[]> {
  const rows = await withDatabase(db => db.getAllFromIndex('records', 'entity', 'quiet_period'))
  return Promise.all(rows.map(row => openRow(row) as Promise<QuietPeriod>))
}
