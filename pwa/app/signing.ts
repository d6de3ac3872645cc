// Signs what a form decides with a passkey: the server says what is signed, the browser asks its owner, the server keeps it.
import { startAuthentication } from '@simplewebauthn/browser'
import { post, Problem } from './posting'

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sign-off]')) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void signed(form)
  })
}

async function signed(form: HTMLFormElement) {
  const button = form.querySelector<HTMLButtonElement>('[data-sign]')!
  const address = form.dataset.signOff!
  const given = new FormData(form)
  const decided = { ...Object.fromEntries(given), leniency: given.getAll('leniency') }
  button.disabled = true
  say(form, '')
  try {
    const { options } = await post(`${address}/options`, decided)
    const credential = await startAuthentication({ optionsJSON: options })
    await post(address, { ...decided, credential })
    location.assign(form.dataset.next!)
  } catch (problem) {
    say(form, problem instanceof Problem ? problem.message : form.dataset.cancelled!)
    button.disabled = false
  }
}

function say(form: HTMLFormElement, sentence: string) {
  const place = form.querySelector<HTMLElement>('[data-problem]')!
  place.textContent = sentence
  place.hidden = !sentence
}
