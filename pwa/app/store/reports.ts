/** Reports of an entry without a code, kept on the manager's phone until the bureau has them and their receipt is here. */
import { done, ended } from './requests'

export interface Report {
  /** The form's own key: a report sent twice is filed once. */
  key: string
  door: string
  place: string
  text: string
  at: string
  photos: Blob[]
  /** Where its receipt is read; empty until it was taken. */
  receipt: string
}

const NAME = 'door-reports'
const STORE = 'reports'

/** The newest first. */
export async function readReports(): Promise<Report[]> {
  const all = await ask<Report[]>('readonly', store => store.getAll())
  return all.sort((one, other) => other.at.localeCompare(one.at))
}

export async function keepReport(report: Report): Promise<void> {
  await ask('readwrite', store => store.put(report))
}

/** Its photos are no longer needed here. */
export async function keepReceipt(report: Report, receipt: string): Promise<void> {
  await keepReport({ ...report, photos: [], receipt })
}

async function ask<T>(mode: IDBTransactionMode, question: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened()
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' })
    const whole = ended(transaction)
    const answer = await done(question(transaction.objectStore(STORE)))
    await whole
    return answer
  } finally {
    database.close()
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
  return done(request)
}
