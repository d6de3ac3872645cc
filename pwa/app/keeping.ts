// On the manager's pages with a form: what he writes and the photos he takes are kept on this phone until the server
// has them, and are sent in pieces whenever there is signal. Without this script the form is sent as any other.
import { keepDraft } from './keeping/draft'
import { forgetPage } from './keeping/page'
import { panel, show } from './keeping/panel'
import { forgetForm, keepForm, readForms, type KeptForm } from './store/kept'
import { sendPhotos, sendWords, Waits } from './sync/kept'

const AGAIN = 20_000
const LOCK = 'mashang.kept'

const form = document.querySelector<HTMLFormElement>('form[data-keep]')
const account = panel?.dataset.account ?? ''

if (panel && window.isSecureContext && 'indexedDB' in window && 'locks' in navigator) void begin()

async function begin(): Promise<void> {
  if (form) await keepDraft(form, account, round)
  for (const happens of ['online', 'pageshow', 'visibilitychange']) addEventListener(happens, () => void round())
  panel!.querySelector('[data-back]')!.addEventListener('click', () => void takeBack())
  setInterval(() => void round(), AGAIN)
  await round()
}

/** In one tab at a time; what another tab sends is shown there. */
async function round(): Promise<void> {
  await navigator.locks.request(LOCK, { ifAvailable: true }, async lock => lock && sendAll())
}

/** What has not left this phone can still be changed; a round under way is waited for. */
async function takeBack(): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    const held = (await readForms(account)).find(each => each.ready && isHere(each) && !each.place)
    if (held) await keepForm({ ...held, ready: false })
  })
  location.reload()
}

async function sendAll(): Promise<void> {
  let left = (await readForms(account)).filter(each => each.ready)
  if (form) form.hidden = left.some(isHere)
  let why: Waits['why'] | null = null
  const tell = () => show(left, why)
  for (const each of left) {
    tell()
    try {
      await send(each, tell)
      if (!isRefused(each)) left = left.filter(other => other !== each)
    } catch (problem) {
      if (!(problem instanceof Waits)) throw problem
      why = problem.why
    }
    tell()
  }
  if (form) form.hidden = left.some(each => isHere(each) && !isRefused(each))
}

/** Once the words are taken, their own page goes on with the photos: it shows the receipt. */
async function send(each: KeptForm, tell: () => void): Promise<void> {
  if (!each.place) {
    await sendWords(each)
    if (isHere(each)) return location.assign(each.place || each.page)
    if (!each.ready) return
  }
  await sendPhotos(each, tell)
  await forgetForm(each)
  await forgetPage(each.page)
  if (isHere(each) && each.photos.length && !isRefused(each)) location.reload()
}

function isRefused({ photos }: KeptForm): boolean {
  return photos.some(({ refused }) => refused)
}

function isHere({ page, place }: KeptForm): boolean {
  return [page, place].includes(location.pathname)
}
