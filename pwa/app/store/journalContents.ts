/** What the journal's records say once they are unsealed. */
import type { Me, Visit } from '../rules/records'
import type { Journal } from './journal/journal'
import { operationKey, type JournalRecord } from './journal/record'
import { seal, sealText, unseal, unsealText } from './sealing'
import { journalKey } from './secondCopy'

/** Enough to go on without signing in, and where the chain in the files that follow begins. */
export interface PersonEntry {
  me: Me
  device: string
  token: string | null
  skew_ms: number | null
  base: { dseq: number; head: string; digest: string }
}

export interface OperationEntry {
  dseq: number
  digest: string
  text: string
  head: string
  /** Under which keys its text was kept while it was being written. */
  draft?: string | undefined
  /** The visit as the phone knew it when it began, so that a restored phone can show what was recorded. */
  visit?: Visit | undefined
}

const PERSON_KEY = '0'.repeat(64)

export async function personRecord(journal: Journal, account: string, entry: PersonEntry): Promise<JournalRecord> {
  const key = await journalKey(journal, account)
  return { kind: 'person', key: PERSON_KEY, payload: await sealText(key, JSON.stringify(entry), `person/${account}`) }
}

export async function operationRecord(journal: Journal, account: string, entry: OperationEntry): Promise<JournalRecord> {
  const { dseq, digest, ...payload } = entry
  const key = operationKey(dseq, digest)
  const sealed = await sealText(await journalKey(journal, account), JSON.stringify({ dseq, digest, ...payload }), `operation/${key}`)
  return { kind: 'operation', key, payload: sealed }
}

export async function photoRecord(journal: Journal, account: string, sha256: string, bytes: ArrayBuffer): Promise<JournalRecord> {
  const payload = await seal(await journalKey(journal, account), bytes, `photo/${sha256}`)
  return { kind: 'photo', key: sha256, payload }
}

export interface Contents {
  person: PersonEntry | null
  /** The first file's beginning of the chain. */
  base: PersonEntry['base'] | null
  operations: OperationEntry[]
}

/** Everything but the photos, in order; what cannot be unsealed is left out. */
export async function readContents(journal: Journal, account: string): Promise<Contents> {
  const key = await journalKey(journal, account)
  const found: Contents = { person: null, base: null, operations: [] }
  for (const { kind, key: about, payload } of await journal.records(account)) {
    const name = kind === 'person' ? `person/${account}` : `operation/${about}`
    const text = await unsealText(key, payload, name).catch(() => null)
    if (text === null) continue
    if (kind === 'operation') found.operations.push(JSON.parse(text) as OperationEntry)
    else {
      found.person = JSON.parse(text) as PersonEntry
      found.base ??= found.person.base
    }
  }
  return found
}

export async function readPhoto(journal: Journal, account: string, sha256: string): Promise<ArrayBuffer | null> {
  const payload = await journal.photo(account, sha256)
  return payload && unseal(await journalKey(journal, account), payload, `photo/${sha256}`).catch(() => null)
}
