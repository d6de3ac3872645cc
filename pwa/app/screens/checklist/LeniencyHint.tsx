/** 轻微免罚: the entries of the published list that a finding may fall under; whether they do, the inspector judges. */
import type { ItemVersion, Leniency, Severity, Visit } from '../../rules/records'
import { t } from '../../words'
import { Notice } from '../parts/Notice'

interface Props {
  visit: Visit
  item: ItemVersion
  line: string
  severity: Severity
}

export function LeniencyHint({ visit, item, line, severity }: Props) {
  if (severity === 'serious') return null
  const entries = (item.leniency ?? []).filter(entry => applies(entry, visit.visit_on, line))
  return <>{entries.map(entry => <Entry key={entry.code} entry={entry} isRepeated={hadProblems(visit, item)} />)}</>
}

function Entry({ entry, isRepeated }: { entry: Leniency; isRepeated: boolean }) {
  const { name, conditions, first_offence, legal_basis } = entry
  const title = first_offence ? t('可适用首违不罚：{name}', { name }) : t('可适用轻微不罚：{name}', { name })
  return (
    <Notice tone="waiting" title={title}>
      <p>{conditions}</p>
      {first_offence && isRepeated && <p class="attention-words">{t('半年内该事项发现过问题，请先核对是否初次。')}</p>}
      <p class="muted">{legal_basis.map(({ law, article }) => `《${law}》${article}`).join(t('、'))}</p>
    </Notice>
  )
}

function applies(entry: Leniency, day: string, line: string): boolean {
  const holds = entry.valid_from <= day && (entry.valid_until === null || day <= entry.valid_until)
  return holds && (entry.line === null || entry.line === line)
}

function hadProblems(visit: Visit, item: ItemVersion): boolean {
  return visit.recent_results.some(result => result.items.some(each => each.code === item.code && each.outcome !== 'no_problem'))
}
