/** Whose data this phone shows: the last person signed in, each with a database and a journal of their own. */
import { newId } from '../rules/ids'
import type { Me } from '../rules/records'
import { alone } from './alone'
import { announce, onChange, type Change } from './changes'
import { even, notePerson } from './copies'
import { closeDatabase, inTransaction, openedAccount, useAccount } from './database'
import { readDrafts, textsWritten } from './drafts'
import { forgetAddresses } from './evidence'
import { forgetKeeping, keeping, tellKeeping } from './keeping'
import { forgetHint, forgetWiped, hint, lastPerson, noteLastPerson, unsentWhenCleared, wasWiped } from './lastPerson'
import { metaIn, readMeta } from './meta'
import { visitsChanged } from './opened'
import { restore } from './restoring'
import { evenPhotos } from './photoCopies'
import { putAway } from './puttingAway'
import { noteSpace } from './room'
import { refreshAll, refreshReference, refreshVisits, storeState, tellSync } from './view'

let comparing: Promise<void> = Promise.resolve()
let leaving: () => Promise<void> = async () => undefined

/** When what opening began in the background has ended. */
export function copiesCompared(): Promise<void> {
  return comparing
}

/** What must come to rest before another person's data is opened. */
export function beforeSwitch(rest: () => Promise<void>): void {
  leaving = rest
}

/** Opens the store with the data of the last person signed in, without asking the network. */
export async function openStore(): Promise<void> {
  await showLast().catch(problem => {
    storeState.value = 'failed'
    throw problem
  })
  onChange((change, elsewhere) => elsewhere && void follow(change))
  if (await globalThis.navigator?.storage?.persisted?.()) tellSync({ persisted: true })
  await noteSpace()
}

/** What another tab did is shown here too. */
async function follow(change: Change): Promise<void> {
  if (change === 'account') return showLast()
  if (openedAccount() === null) return
  visitsChanged()
  if (change === 'pulled') await refreshReference()
  await refreshVisits()
}

/** Makes this person the phone's owner; their device gets its id the first time, or its old one back. */
export async function becomeAccount(person: Me): Promise<void> {
  await comeToRest()
  const { account } = person
  await alone(async () => {
    await useAccount(account.id)
    if (!(await readMeta('device'))) await restore()
    await inTransaction(['meta'], async transaction => {
      const meta = metaIn(transaction)
      await meta.put('me', person)
      if (!(await meta.get('device'))) await meta.put('device', newId())
    })
    await notePerson()
  })
  await noteLastPerson(account.id)
  forgetWiped()
  await show(account.id)
  announce('account')
}

/** Shows nobody's data any more; what the server sent is put away, whatever waits stays in that person's database and journal. */
export async function leaveAccount(): Promise<void> {
  if (openedAccount() !== null) await putAway()
  await noteLastPerson('')
  forgetHint()
  await showNobody()
  announce('account')
}

async function showLast(): Promise<void> {
  const last = await lastPerson()
  if (last && (await isHere(last))) return show(last)
  const unsent = last ? null : unsentWhenCleared()
  await showNobody()
  if (unsent !== null) tellKeeping({ cleared: { unsent } })
}

/** The person's database as it was, or made again from the journal. */
async function isHere(account: string): Promise<boolean> {
  await turnTo(account)
  return alone(async () => (await readMeta('device')) !== undefined || restore())
}

/** Never while something is being written: it would end in the other person's store. */
async function turnTo(account: string): Promise<void> {
  if (openedAccount() === account) return
  await comeToRest()
  await alone(() => useAccount(account))
}

async function comeToRest(): Promise<void> {
  await leaving()
  await textsWritten()
}

async function showNobody(): Promise<void> {
  await comeToRest()
  await alone(closeDatabase)
  await showSignedOut()
}

/** Nobody's database is open any more. */
export async function showSignedOut(): Promise<void> {
  forgetAddresses()
  forgetKeeping()
  tellKeeping({ wiped: wasWiped() })
  await refreshAll()
  storeState.value = 'signed_out'
}

async function show(account: string): Promise<void> {
  await turnTo(account)
  forgetAddresses()
  await readDrafts()
  await refreshAll()
  storeState.value = 'ready'
  hint({ dseq: (await readMeta('chain'))?.dseq ?? 0, acked: (await readMeta('acked'))?.dseq ?? 0 })
  comparing = compareCopies(account)
}

/** Nobody waits for it: what is shown comes from the database, and what only the journal has is shown when found. */
async function compareCopies(account: string): Promise<void> {
  await alone(async () => {
    if (openedAccount() !== account) return
    await noteLastPerson(account)
    const before = keeping.value.restored
    await even()
    if (keeping.value.restored !== before) await refreshVisits()
  })
  await evenPhotos()
}
