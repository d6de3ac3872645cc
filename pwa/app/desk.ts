// The desk pages' script: htmx replaces parts of a page; without it every link and form still works.
import htmx from 'htmx.org'
import { ownPages } from './rules/ownPages'
import { nameCells } from './tables'

htmx.registerExtension('own-pages', { init: (api: { initSecurity(policy: unknown): void }) => api.initSecurity(ownPages) })

// A day of the calendar goes into the date field; without this script the button sends the form and the page answers.
document.addEventListener('click', (event) => {
  const day = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[name=choose]') : null
  const field = day?.form?.elements.namedItem('visit_on')
  if (!day || !(field instanceof HTMLInputElement)) return
  event.preventDefault()
  field.value = day.value
  field.dispatchEvent(new Event('change', { bubbles: true }))
})

interface Swap {
  ctx: { sourceElement: Element; request: { body?: unknown } }
}

// What was ticked while an answer was on its way stays: an answer to what the form said before is let go, the next one comes.
document.addEventListener('htmx:before:swap', (event) => {
  const { sourceElement: form, request } = (event as CustomEvent<Swap>).detail.ctx
  if (!(form instanceof HTMLFormElement) || !(request.body instanceof URLSearchParams)) return
  const says = new URLSearchParams(new FormData(form) as unknown as Record<string, string>)
  if (says.toString() !== request.body.toString()) event.preventDefault()
})

// What takes seconds says so until its page is there; who comes back finds the form as it was.
const waited = () => [...document.querySelectorAll<HTMLFormElement>('form[data-waits]')]
document.addEventListener('submit', (event) => {
  const form = waited().find((each) => each === event.target)
  const status = form && document.getElementById(form.dataset['waits'] ?? '')
  if (status) status.textContent = status.dataset['said'] ?? ''
})
addEventListener('pageshow', () => {
  for (const form of waited()) document.getElementById(form.dataset['waits'] ?? '')?.replaceChildren()
})

// A calendar turns with the arrow keys, as long as nothing else on the page has the keyboard.
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.activeElement !== document.body) return
  document.querySelector<HTMLAnchorElement>(`a[data-key="${CSS.escape(event.key)}"]`)?.click()
})

// Where there are more sections than there is room, the one that is open is in sight.
document.querySelector('.sections [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })

nameCells(document)
document.addEventListener('htmx:load', (event) => nameCells(event.target as HTMLElement))
