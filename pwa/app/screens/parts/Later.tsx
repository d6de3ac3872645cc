/** Shows a screen whose script comes a moment after the app's own, from what the phone keeps. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { t } from '../../words'

type Screens = typeof import('../later')

const screens = signal<Screens | null>(null)

export async function fetchLater(): Promise<Screens> {
  return (screens.value ??= await import('../later'))
}

export function Later({ show }: { show: (screens: Screens) => JSX.Element }) {
  useEffect(() => void fetchLater(), [])
  return screens.value ? show(screens.value) : <p class="opening" role="status">{t('正在打开…')}</p>
}
