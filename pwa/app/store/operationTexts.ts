/** The exact text of a stored operation, from either copy. */
import { operationDigest } from '../rules/chain'
import { unboxed } from './box'
import type { StoredOperation } from './database'
import { readContents } from './journalContents'
import { withJournal } from './secondCopy'

export async function textOf(row: StoredOperation): Promise<string> {
  if (row.text !== undefined) return row.text
  const text = row.sealed && (await unboxed(row.sealed, `operation/${row.dseq}`).catch(() => undefined))
  return text ?? fromJournal(row)
}

/** The database's copy is damaged: the journal has the same bytes. */
async function fromJournal({ dseq, digest }: StoredOperation): Promise<string> {
  const contents = await withJournal(readContents)
  const found = contents?.operations.find(entry => entry.digest === digest)
  if (!found || operationDigest(found.text) !== digest) throw new Error(`operation ${dseq} is damaged in both copies`)
  return found.text
}
