/** The summary in one's own words, then the visit is closed and nothing more is added to it. */
import type { Visit } from '../../rules/records'
import { closeVisit } from '../../store'
import { t } from '../../words'
import { outcomeInWords } from '../../words/field'
import { myItems } from '../checklist/myItems'
import { outcomesOf } from '../facts/findings'
import { ActionButton } from '../parts/ActionButton'
import { Field } from '../parts/Field'
import { useKept } from '../parts/useKept'
import { goInstead } from '../router'

export function Finish({ visit }: { visit: Visit }) {
  const key = `summary/${visit.id}/`
  const [summary, keep] = useKept(key, () => firstSummary(visit))

  async function finish() {
    await closeVisit({ visit: visit.id, summary: summary.trim(), outcomes: outcomesOf(visit, myItems(visit)) }, key)
    goInstead(`visit/${visit.id}/done`)
  }

  if (visit.closed) return <p class="muted">{visit.closed.summary}</p>
  return (
    <section class="statement">
      <Field label={t('检查小结')} rows={4} value={summary} onChange={text => keep(() => text)} />
      <p class="muted">{t('完成后不能再修改；如需更正，将作为新的记录。')}</p>
      <div class="action"><ActionButton onPress={finish}>{t('完成检查')}</ActionButton></div>
    </section>
  )
}

/** A beginning that says the same as the record; the inspector may put it better. */
function firstSummary(visit: Visit): string {
  const items = myItems(visit)
  const outcomes = outcomesOf(visit, items)
  return items.map((item, at) => t('{item}：{outcome}。', { item: item.name, outcome: outcomeInWords(outcomes[at]!.outcome) })).join('')
}
