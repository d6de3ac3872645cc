/** One save at a time, over all tabs; a tab that dies lets the next one in. */

let last: Promise<unknown> = Promise.resolve()

export function alone<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(() => overTabs(work))
  last = turn.catch(() => undefined)
  return turn
}

/** A browser without locks has one tab in practice; the chain's number is checked again in the transaction. */
function overTabs<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks
  return locks ? (locks.request('mashang-store', work) as Promise<T>) : work()
}
