/** How every save ends: said truly, shown at once, told to the sender; the first one asks the browser to keep our storage. */
import { append, APPEND_STORES, type Entry } from './append'
import { announce } from './changes'
import { inTransaction, type Store, type Transaction } from './database'
import { dropTexts, forgetDrafts } from './drafts'
import type { Kind } from '../rules/operations'
import { refreshVisits, syncState, tellSync } from './view'

type Saved<K extends Kind> = Entry<K> & {
  /** Under which keys its text was kept while it was being written. */
  draft?: string | undefined
}

/** Writes the operation and what goes with it in one transaction; returns once it is on the disk and on the screen. */
export async function save<K extends Kind>(
  { draft, ...entry }: Saved<K>,
  also: Store[] = [],
  change: (transaction: Transaction, dseq: number) => Promise<unknown> = async () => undefined,
): Promise<void> {
  try {
    await inTransaction([...APPEND_STORES, 'drafts', ...also], async transaction => {
      await change(transaction, await append(transaction, entry as Entry<K>))
      if (draft) await forgetDrafts(transaction, draft)
    })
    if (draft) dropTexts(draft)
  } catch (problem) {
    tellSync({ savedOnDevice: false, problem: 'storage' })
    throw problem
  }
  const { problem } = syncState.value
  tellSync({ savedOnDevice: true, problem: problem === 'storage' ? null : problem })
  await refreshVisits()
  announce('saved')
  if (syncState.value.persisted === null) void askToPersist()
}

async function askToPersist(): Promise<void> {
  tellSync({ persisted: (await globalThis.navigator?.storage?.persist?.()) ?? false })
}
