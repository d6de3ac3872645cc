/** Forms of the manager's pages with their photos, kept on his phone until the server has every piece of them. */
import { done, ended } from './requests'

export interface KeptPhoto {
  sha256: string
  name: string
  mime: string
  size: number
  /** How many bytes the server has. */
  sent: number
  /** Why the server did not take it; empty while all is well. */
  refused: string
}

export interface KeptForm {
  /** The form's own key: sent twice, it is filed once. */
  key: string
  /** Whose it is; nobody else signed in on this phone sees or sends it. */
  account: string
  /** What its page calls it, that page, and where its words are sent. */
  title: string
  page: string
  action: string
  fields: [string, string][]
  photos: KeptPhoto[]
  /** Written on, or handed over for sending. */
  ready: boolean
  /** Where it stands at the server, once its words were taken. */
  place: string
  /** Why its words were not taken. */
  refused: string
  at: string
}

const NAME = 'kept-forms'
const MONTH = 30 * 86_400_000

/** The oldest first; what lay for a month is given up, as the server gives up its pieces. */
export async function readForms(account: string): Promise<KeptForm[]> {
  const forms = await within('readonly', store => done<KeptForm[]>(store('forms').getAll()))
  const old = forms.filter(({ at }) => Date.now() - Date.parse(at) > MONTH)
  await Promise.all(old.map(forgetForm))
  return forms.filter(form => form.account === account && !old.includes(form)).sort((one, other) => one.at.localeCompare(other.at))
}

export function keepForm(form: KeptForm): Promise<unknown> {
  return within('readwrite', store => done(store('forms').put(form)))
}

/** A photo's bytes as an ArrayBuffer: WebKit uploads stored Blobs as nothing. */
export function keepPhoto(form: KeptForm, photo: KeptPhoto, bytes: ArrayBuffer): Promise<unknown> {
  return within('readwrite', store => {
    void store('photos').put(bytes, [form.key, photo.sha256])
    return done(store('forms').put(form))
  })
}

export function readPhoto(key: string, sha256: string): Promise<ArrayBuffer | undefined> {
  return within('readonly', store => done<ArrayBuffer | undefined>(store('photos').get([key, sha256])))
}

export function forgetPhoto(form: KeptForm, sha256: string): Promise<unknown> {
  return within('readwrite', store => {
    void store('photos').delete([form.key, sha256])
    return done(store('forms').put(form))
  })
}

export function forgetForm({ key }: KeptForm): Promise<unknown> {
  return within('readwrite', store => {
    void store('photos').delete(IDBKeyRange.bound([key], [key, []]))
    return done(store('forms').delete(key))
  })
}

async function within<T>(mode: IDBTransactionMode, act: (store: (name: string) => IDBObjectStore) => Promise<T>): Promise<T> {
  const database = await opened()
  try {
    const transaction = database.transaction(['forms', 'photos'], mode, { durability: 'strict' })
    const whole = ended(transaction)
    const answer = await act(name => transaction.objectStore(name))
    await whole
    return answer
  } finally {
    database.close()
  }
}

function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('forms', { keyPath: 'key' })
    request.result.createObjectStore('photos')
  }
  return done(request)
}
