/** A sentence with its state said three ways: in words, by colour and by sign. */
import type { ComponentChildren } from 'preact'
import { AlertIcon, CrossIcon, TickIcon, WaitingIcon } from './icons'

export type Tone = 'valid' | 'attention' | 'stop' | 'waiting'

export const SIGNS = { valid: TickIcon, attention: AlertIcon, stop: CrossIcon, waiting: WaitingIcon }

export function Notice({ tone, title, children }: { tone: Tone; title: ComponentChildren; children?: ComponentChildren }) {
  const Sign = SIGNS[tone]
  return (
    <section class={`notice ${tone}`}>
      <Sign />
      <div>
        <p class="notice-title">{title}</p>
        {children}
      </div>
    </section>
  )
}

export function Tag({ tone, children }: { tone: Tone; children: ComponentChildren }) {
  const Sign = SIGNS[tone]
  return <span class={`tag ${tone}`}><Sign />{children}</span>
}
