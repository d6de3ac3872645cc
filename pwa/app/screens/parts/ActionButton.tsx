/** The screen's one main button; a second tap while the first is being saved, or right after it, does nothing. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { isRepeated } from './repeatedTap'

interface Props {
  onPress: () => void | Promise<unknown>
  children: ComponentChildren
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  disabled?: boolean
  /** The form's own button: the keyboard's enter key presses it too. Outside of its form it names it. */
  submit?: boolean | string
}

export function ActionButton({ onPress, children, kind = 'primary', disabled = false, submit = false }: Props) {
  const running = useRef(false)
  const appearedAt = useRef(performance.now())
  const [busy, setBusy] = useState(false)

  async function press(event: MouseEvent) {
    if (running.current || disabled || isRepeated(event, appearedAt.current)) return
    running.current = true
    setBusy(true)
    try {
      await onPress()
    } finally {
      running.current = false
      setBusy(false)
    }
  }

  return (
    <button type={submit ? 'submit' : 'button'} form={typeof submit === 'string' ? submit : undefined} class={`button ${kind}`} onClick={press} disabled={disabled} aria-busy={busy}>
      {children}
    </button>
  )
}
