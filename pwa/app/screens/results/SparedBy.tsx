/** 轻微免罚清单: the entries that this result's findings fall under; whoever signs says which hold. */
import type { Spared } from '../../sync/results'
import { t } from '../../words'

interface Props {
  entries: Spared[]
  chosen: string[]
  onChange: (codes: string[]) => void
}

export function SparedBy({ entries, chosen, onChange }: Props) {
  if (!entries.length) return null
  const turned = (code: string) => chosen.includes(code) ? chosen.filter(each => each !== code) : [...chosen, code]
  return (
    <fieldset class="choices">
      <legend>{t('符合清单上哪种免罚情形')}</legend>
      {entries.map(({ code, name, conditions, legal_basis, repeated }) => (
        <label key={code} class="choice-row">
          <input type="checkbox" checked={chosen.includes(code)} onChange={() => onChange(turned(code))} />
          <span>
            {name}
            <small>{conditions}</small>
            <small>{legal_basis.join(t('、'))}</small>
            {repeated && <small class="attention-words">{t('半年内该事项发现过问题，请先核对是否初次。')}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
