/** The app's own updates: a new version waits for the person's yes, and for a queue that is not sending. */
import { signal } from '@preact/signals'
import { ownScript } from '../rules/trusted'
import { syncState } from '../store/view'

/** True while a newer version stands ready on this phone. */
export const newVersion = signal(false)

let waiting: ServiceWorker | null = null

export async function watchVersion(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register(ownScript('/service-worker.js'))
  note(registration)
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', () => note(registration))
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => note(registration))
  })
}

/** Changes to the new version and loads the page again; false while something is being sent. */
export function takeOver(): boolean {
  if (!waiting || syncState.value.sending) return false
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('take-over')
  return true
}

/** For a page that a newer one has overtaken: whatever version is the newest here, with or without signal. */
export async function renew(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await registration?.update().catch(() => undefined) // Without signal the version that is here already is taken.
  if (registration) note(registration)
  if (!takeOver()) location.reload()
}

function note(registration: ServiceWorkerRegistration): void {
  waiting = registration.waiting
  newVersion.value = waiting !== null && navigator.serviceWorker.controller !== null
}
