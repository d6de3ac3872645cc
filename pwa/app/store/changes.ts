/** Tells this tab and the others that the store has changed. */

export type Change = 'saved' | 'sent' | 'pulled' | 'account'

type Listener = (change: Change, elsewhere: boolean) => void

const listeners = new Set<Listener>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('mashang')

channel?.addEventListener('message', event => tell(event.data as Change, true))
;(channel as unknown as { unref?: () => void } | null)?.unref?.()

/** Returns a function that ends the listening. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announce(change: Change): void {
  tell(change, false)
  channel?.postMessage(change)
}

function tell(change: Change, elsewhere: boolean): void {
  for (const listener of listeners) listener(change, elsewhere)
}
