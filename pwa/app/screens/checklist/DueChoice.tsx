/** Until when it must be put right: in 7, 15 or 30 days, another day, or no correction ordered. */
import { t } from '../../words'
import { dayInWords, localDay } from '../../words/dates'
import { DEADLINES, deadline } from './findingDraft'

interface Props {
  name: string
  value: string | null
  onChange: (due: string | null) => void
}

export function DueChoice({ name, value, onChange }: Props) {
  const today = localDay()
  return (
    <fieldset class="pills">
      <legend>{t('整改期限')}</legend>
      <Pill name={name} checked={value === null} onChoose={() => onChange(null)}>{t('不需整改')}</Pill>
      {DEADLINES.map(days => (
        <Pill key={days} name={name} checked={value === deadline(today, days)} onChoose={() => onChange(deadline(today, days))}>{t('{n} 天', { n: days })}</Pill>
      ))}
      {value && (
        <label class="due-day">
          {t('至 {day}', { day: dayInWords(value) })}
          <input type="date" value={value} min={today} aria-label={t('整改期限')} onChange={event => event.currentTarget.value && onChange(event.currentTarget.value)} />
        </label>
      )}
    </fieldset>
  )
}

function Pill({ name, checked, onChoose, children }: { name: string; checked: boolean; onChoose: () => void; children: preact.ComponentChildren }) {
  return (
    <label class="pill">
      <input class="unseen" type="radio" name={`${name}due`} checked={checked} onChange={onChoose} />
      {children}
    </label>
  )
}
