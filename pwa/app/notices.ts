// On the manager's own page: wakes this phone for news of visits, if the person asks for it. The page works without.
import { ownScript } from './rules/trusted'

const place = document.querySelector<HTMLElement>('[data-push]')
const button = place?.querySelector('button')

if (place && button && window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window) {
  place.hidden = false
  button.addEventListener('click', () => void once(turn))
  void show()
}

async function once(act: () => Promise<void>) {
  button!.disabled = true
  await act().catch(() => say(place!.dataset.failed))
  button!.disabled = false
}

async function turn() {
  const standing = await current()
  await (standing ? end(standing) : begin())
  await show()
}

async function show() {
  const standing = await current()
  button!.textContent = (standing ? place!.dataset.end : place!.dataset.begin) ?? ''
  say(standing ? place!.dataset.on : place!.dataset.off)
}

async function current() {
  const registration = await navigator.serviceWorker.getRegistration('/')
  return (await registration?.pushManager.getSubscription()) ?? null
}

async function begin() {
  await navigator.serviceWorker.register(ownScript('/service-worker.js'))
  const registration = await navigator.serviceWorker.ready
  const key = bytes(place!.dataset.key ?? '')
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  if (await post('', made.toJSON())) return
  await made.unsubscribe()
  throw new Error('the server did not take it')
}

async function end(standing: PushSubscription) {
  if (await post('/end', { endpoint: standing.endpoint })) await standing.unsubscribe()
}

async function post(path: string, body: unknown) {
  const sent = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(`${place!.dataset.address}${path}`, sent)).ok
}

function say(sentence = '') {
  place!.querySelector('[data-said]')!.textContent = sentence
}

function bytes(letters: string) {
  const plain = atob(letters.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, letter => letter.charCodeAt(0))
}
