/** IndexedDB's requests as promises, for the small stores of the manager's pages. */

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((good, bad) => Object.assign(request, { onsuccess: () => good(request.result), onerror: () => bad(request.error) }))
}

/** Resolves once what was written is on the disk. */
export function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((good, bad) => Object.assign(transaction, { oncomplete: () => good(), onabort: () => bad(transaction.error) }))
}
