/** Two versions of the app meet over one store: which of them has to give way. */
import { signal } from '@preact/signals'

/** An older page of the app, still open, keeps the store from opening. */
export const blocked = signal(false)

/** This page is the older one: a newer one has taken the store over, and this one reads and writes nothing any more. */
export const outdated = signal(false)
