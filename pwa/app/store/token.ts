/** The token with which this phone speaks to the server. */
import { unboxed } from './box'
import { withDatabase } from './database'
import type { Sealed } from './sealing'

export async function readToken(): Promise<string | undefined> {
  const kept = (await withDatabase(db => db.get('keys', 'token'))) as string | Sealed | undefined
  return kept === undefined || typeof kept === 'string' ? kept : unboxed(kept, 'token')
}
