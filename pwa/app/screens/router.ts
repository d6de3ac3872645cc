/** Which screen the address asks for: #/today, #/visit/ID/checklist. */
import { computed, signal } from '@preact/signals'

export interface Route {
  name: string
  id: string
  step: string
}

const address = signal(location.hash)

/** #/visit/ID/check-in is {visit, ID, check-in}; an empty address is today's list. */
export const route = computed<Route>(() => {
  const [name = '', id = '', step = ''] = address.value.replace(/^#\/?/, '').split('?')[0]!.split('/').map(decodeURIComponent)
  return { name: name || 'today', id, step }
})

export function followAddress(): void {
  addEventListener('hashchange', () => (address.value = location.hash))
}

export function go(path: string): void {
  location.hash = `#/${path}`
}

/** Goes on without leaving the present screen in the history: back never repeats a finished step. */
export function goInstead(path: string): void {
  history.replaceState(null, '', `#/${path}`)
  address.value = location.hash
}
