/** What is kept where, as the screens tell it. */
import { signal } from '@preact/signals'

export interface Keeping {
  /** 2: database and journal; 1: the database alone; null while nobody knows yet. */
  copies: 1 | 2 | null
  /** Why there is one copy: the browser cannot, or something went wrong. */
  why: 'unsupported' | 'trouble' | null
  /** Operations brought back from the journal when the app was opened. */
  restored: number
  /** Operations that lost their place in the chain; only the export holds them. */
  strays: number
  /** The browser had cleared this phone's storage; how many, at least, had not been uploaded then. */
  cleared: { unsent: number } | null
  /** This device was revoked; all it held was handed over and deleted here. */
  wiped: boolean
  /** Share of the room the browser gives us; null where it does not say. */
  filled: number | null
}

const NOTHING_KNOWN: Keeping = { copies: null, why: null, restored: 0, strays: 0, cleared: null, wiped: false, filled: null }

export const keeping = signal<Keeping>(NOTHING_KNOWN)

export function tellKeeping(news: Partial<Keeping>): void {
  keeping.value = { ...keeping.value, ...news }
}

export function forgetKeeping(): void {
  keeping.value = { ...NOTHING_KNOWN, filled: keeping.value.filled }
}
