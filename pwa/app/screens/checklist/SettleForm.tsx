/** 认定: which of the answers counts, with the reason that will stand beside them. */
import type { Difference, ItemVersion, LineValue, Visit } from '../../rules/records'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { answersTo } from '../facts/progress'
import { ActionButton } from '../parts/ActionButton'
import { Field } from '../parts/Field'
import { useKept } from '../parts/useKept'
import { settle as settleLine } from './askedOnce'

interface Props {
  visit: Visit
  item: ItemVersion
  difference: Difference
  onDone: () => void
}

interface Draft {
  value: LineValue | null
  reason: string
}

export function SettleForm({ visit, item, difference: { line }, onDone }: Props) {
  const key = `settling/${visit.id}/${item.code}/${line}/`
  const [{ value, reason }, keep] = useKept<Draft>(key, () => ({ value: null, reason: '' }))
  const values = [...new Set(answersTo(visit, item.code, line).map(answer => answer.value))]
  const isComplete = value !== null && reason.trim() !== ''

  async function settle() {
    await settleLine(visit, item, line, value!, reason.trim(), key)
    onDone()
  }

  return (
    <div class="settling">
      <fieldset class="pills">
        <legend>{t('以哪个为准')}</legend>
        {values.map(each => (
          <label key={each} class="pill">
            <input class="unseen" type="radio" name={key} checked={each === value} onChange={() => keep(now => ({ ...now, value: each }))} />
            {lineValueInWords(each)}
          </label>
        ))}
      </fieldset>
      <Field label={t('认定理由（两份填写都会保留）')} rows={2} value={reason} onChange={text => keep(now => ({ ...now, reason: text }))} />
      <div class="action-pair">
        <ActionButton kind="secondary" onPress={onDone}>{t('取消')}</ActionButton>
        <ActionButton disabled={!isComplete} onPress={settle}>{t('认定')}</ActionButton>
      </div>
    </div>
  )
}
