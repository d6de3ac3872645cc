/** The screen's one main button; a second tap while the first is being saved does nothing. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'

interface Props {
  onPress: () => void | Promise<unknown>
  children: ComponentChildren
  kind?: 'primary' | 'secondary' | 'quiet' | 'danger'
  disabled?: boolean
  /** The form's own button: the keyboard's enter key presses it too. */
  submit?: boolean
}

export function ActionButton({ onPress, children, kind = 'primary', disabled = false, submit = false }: Props) {
  const running = useRef(false)
  const [busy, setBusy] = useState(false)

  async function press() {
    if (running.current || disabled) return
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
    <button type={submit ? 'submit' : 'button'} class={`button ${kind}`} onClick={press} disabled={disabled} aria-busy={busy}>
      {children}
    </button>
  )
}
