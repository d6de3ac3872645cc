/** Whose data this phone shows: the last person signed in, each with a database of their own. */
import { openDB, type IDBPDatabase } from 'idb'
import { newId } from '../rules/ids'
import type { Me } from '../rules/records'
import { announce, onChange, type Change } from './changes'
import { closeDatabase, inTransaction, openedAccount, useAccount } from './database'
import { readDrafts } from './drafts'
import { forgetAddresses } from './evidence'
import { metaIn } from './meta'
import { refreshAll, refreshReference, refreshVisits, storeState, tellSync } from './view'

let leaving: () => Promise<void> = async () => undefined

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
}

/** What another tab did is shown here too. */
async function follow(change: Change): Promise<void> {
  if (change === 'account') return showLast()
  if (openedAccount() === null) return
  if (change === 'pulled') await refreshReference()
  await refreshVisits()
}

/** Makes this person the phone's owner; their device gets its id the first time. */
export async function becomeAccount(person: Me): Promise<void> {
  await leaving()
  await useAccount(person.account.id)
  await inTransaction(['meta'], async transaction => {
    const meta = metaIn(transaction)
    await meta.put('me', person)
    if (!(await meta.get('device'))) await meta.put('device', newId())
  })
  await inShell(shell => shell.put('meta', person.account.id, 'last'))
  await show(person.account.id)
  announce('account')
}

/** Shows nobody's data any more; whatever waits stays in that person's database. */
export async function leaveAccount(): Promise<void> {
  await inShell(shell => shell.delete('meta', 'last'))
  await showNobody()
  announce('account')
}

async function showLast(): Promise<void> {
  const last = await inShell(shell => shell.get('meta', 'last') as Promise<string | undefined>)
  if (last) return show(last)
  await showNobody()
}

async function showNobody(): Promise<void> {
  await leaving()
  await closeDatabase()
  forgetAddresses()
  await refreshAll()
  storeState.value = 'signed_out'
}

async function show(account: string): Promise<void> {
  if (openedAccount() !== account) {
    await leaving()
    await useAccount(account)
  }
  forgetAddresses()
  await readDrafts()
  await refreshAll()
  storeState.value = 'ready'
}

async function inShell<T>(work: (shell: IDBPDatabase) => Promise<T>): Promise<T> {
  const shell = await openDB('mashang-shell', 1, { upgrade: db => void db.createObjectStore('meta') })
  try {
    return await work(shell)
  } finally {
    shell.close()
  }
}
