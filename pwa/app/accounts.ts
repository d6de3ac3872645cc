// Passkeys on the server's own pages: signing in, making the first one from an invitation, adding and revoking.
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { post, Problem } from './posting'

type Act = (button: HTMLButtonElement) => Promise<void>

const ACTS: Record<string, Act> = { 'sign-in': signIn, register, revoke, prove }

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-passkey]')) {
  button.hidden = !('credentials' in navigator) || !window.isSecureContext
  button.addEventListener('click', () => void once(button))
}
for (const hint of document.querySelectorAll<HTMLElement>('[data-no-passkey]')) {
  hint.hidden = 'credentials' in navigator && window.isSecureContext
}

async function once(button: HTMLButtonElement) {
  const act = ACTS[button.dataset.passkey ?? '']
  if (!act) return
  button.disabled = true
  say('')
  try {
    await act(button)
  } catch (problem) {
    if (problem instanceof Problem && problem.code === 'proof_needed') return proveFirst()
    say(problem instanceof Problem ? problem.message : (button.dataset.cancelled ?? ''))
  } finally {
    button.disabled = false
  }
}

async function signIn(button: HTMLButtonElement) {
  const optionsJSON = await post('/api/passkeys/authentication/options', {})
  const credential = await startAuthentication({ optionsJSON })
  const answer = await post('/api/passkeys/authentication', { credential })
  location.assign(button.dataset.next || answer.next)
}

/** What was being sent waits in the form around the button; what was asked for by an address is asked for again. */
async function prove(button: HTMLButtonElement) {
  const optionsJSON = await post('/api/proof/options', {})
  const credential = await startAuthentication({ optionsJSON })
  await post('/api/proof', { credential })
  if (button.dataset.next) location.assign(button.dataset.next)
  else button.form?.submit()
}

function proveFirst() {
  location.assign(`/account/proof?next=${encodeURIComponent(location.pathname)}`)
}

async function register(button: HTMLButtonElement) {
  const invitation = button.dataset.invitation ?? null
  const optionsJSON = await post('/api/passkeys/registration/options', { invitation })
  const credential = await startRegistration({ optionsJSON })
  const answer = await post('/api/passkeys/registration', { invitation, credential, label: label() })
  if (answer.next) location.assign(answer.next)
  else location.reload()
}

async function revoke(button: HTMLButtonElement) {
  await post(`/api/passkeys/${button.dataset.id}/revocation`, {})
  location.reload()
}

/** What tells this passkey from the others in the list: the kind of device it was made on. */
function label() {
  const device = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(navigator.userAgent)
  return device ? device[0] : ''
}

function say(sentence: string) {
  const place = document.querySelector<HTMLElement>('[data-passkey-problem]')
  if (!place) return
  place.textContent = sentence
  place.hidden = !sentence
}
