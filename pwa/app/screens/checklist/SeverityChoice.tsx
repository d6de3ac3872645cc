/** 轻微 一般 严重. */
import type { Severity } from '../../rules/records'
import { t } from '../../words'
import { severityInWords } from '../../words/field'

const SEVERITIES: Severity[] = ['minor', 'ordinary', 'serious']

export function SeverityChoice({ name, value, onChange }: { name: string; value: Severity; onChange: (severity: Severity) => void }) {
  return (
    <fieldset class="pills">
      <legend>{t('程度')}</legend>
      {SEVERITIES.map(severity => (
        <label key={severity} class="pill">
          <input class="unseen" type="radio" name={`${name}severity`} checked={severity === value} onChange={() => onChange(severity)} />
          {severityInWords(severity)}
        </label>
      ))}
    </fieldset>
  )
}
