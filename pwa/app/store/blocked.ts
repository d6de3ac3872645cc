/** Whether an older page of the app, still open, keeps the store from opening. */
import { signal } from '@preact/signals'

export const blocked = signal(false)
