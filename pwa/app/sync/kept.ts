/** Sends a form that the manager's phone keeps: its words as any browser sends them, then each photo in pieces. */
import { ownPages } from '../rules/ownPages'
import { keepForm, readPhoto, type KeptForm, type KeptPhoto } from '../store/kept'

const PIECE = 256 * 1024
const PATIENCE = 90_000
const LATER = [408, 429]

/** Nothing is lost: it goes on when there is signal, or when its person has signed in again. */
export class Waits extends Error {
  constructor(readonly why: 'later' | 'sign_in') {
    super(why)
  }
}

/** The words are filed once under the form's key; refused, they come back to be changed. */
export async function sendWords(form: KeptForm): Promise<void> {
  const answer = await ask(form.action, 'POST', asForm(form))
  const { pathname } = new URL(answer.url)
  if (pathname === '/sign-in') throw new Waits('sign_in')
  if (answer.ok) form.place = pathname
  else Object.assign(form, { ready: false, refused: spoken(await answer.text()) })
  await keepForm(form)
}

/** Goes on where each photo stands at the server; one that is refused holds up no other. */
export async function sendPhotos(form: KeptForm, tell: () => void): Promise<void> {
  for (const photo of form.photos) {
    const bytes = await readPhoto(form.key, photo.sha256)
    while (bytes && isUnderWay(photo)) {
      await sendPiece(form, photo, bytes)
      await keepForm(form)
      tell()
    }
  }
}

export function isUnderWay({ refused, sent, size }: KeptPhoto): boolean {
  return !refused && sent < size
}

async function sendPiece(form: KeptForm, photo: KeptPhoto, bytes: ArrayBuffer): Promise<void> {
  const { sha256, sent, size } = photo
  const answer = await ask(`/api${form.place}/photos/${sha256}?at=${sent}&of=${size}`, 'PATCH', bytes.slice(sent, sent + PIECE))
  if (answer.status === 401) throw new Waits('sign_in')
  const told = await answer.json()
  if (answer.ok) photo.sent = told.at
  else if (told.code === 'wrong_offset') photo.sent = told.facts.offset
  else photo.refused = told.detail
}

async function ask(address: string, method: string, body: BodyInit): Promise<Response> {
  const answer = await fetch(address, { method, body, signal: AbortSignal.timeout(PATIENCE) }).catch(() => null)
  if (!answer || answer.status >= 500 || LATER.includes(answer.status)) throw new Waits('later')
  return answer
}

function asForm({ fields, photos }: KeptForm): FormData {
  const form = new FormData()
  for (const [name, value] of [...fields, ['photos_told', String(photos.length)] as const]) form.append(name, value)
  return form
}

/** The sentence that the page answers with. */
function spoken(page: string): string {
  const told = new DOMParser().parseFromString(ownPages.createHTML(page), 'text/html')
  return (told.querySelector('[role=alert] p') ?? told.querySelector('main h1'))?.textContent ?? ''
}
