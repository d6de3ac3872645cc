/** A labelled line or box of text. */

interface Props {
  label: string
  value: string
  onChange: (value: string) => unknown
  /** More than one row makes it a box. */
  rows?: number
}

export function Field({ label, value, onChange, rows = 1 }: Props) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      {rows > 1
        ? <textarea rows={rows} value={value} onInput={event => onChange(event.currentTarget.value)} />
        : <input value={value} onInput={event => onChange(event.currentTarget.value)} />}
    </label>
  )
}
