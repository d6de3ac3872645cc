/** The record in words that can be read aloud at the counter. */
import type { Finding, ItemVersion, LineValue, Visit } from '../../rules/records'
import { itemVersions } from '../../store'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { lineValueInWords, outcomeInWords, severityInWords } from '../../words/field'
import { Thumbnail } from '../checklist/Thumbnail'
import { myItems } from '../checklist/myItems'
import { outcomeOf, standing, standingOn } from '../facts/findings'
import { itemsByAgency } from '../facts/visit'
import { Tag } from '../parts/Notice'

const VALUES: LineValue[] = ['conforming', 'nonconforming', 'not_inspected', 'not_applicable']

export function Record({ visit }: { visit: Visit }) {
  const planned = itemsByAgency(visit, itemVersions.value).flatMap(({ items }) => items)
  const items = planned.length > 0 ? planned : myItems(visit)
  const count = standing(visit.findings).length
  return (
    <section class="record">
      <p class="record-first">{count === 0 ? t('本次检查没有发现问题。') : t('本次检查发现 {n} 个问题。', { n: count })}</p>
      {items.map(item => <ItemRecord key={item.id} visit={visit} item={item} />)}
    </section>
  )
}

function ItemRecord({ visit, item }: { visit: Visit; item: ItemVersion }) {
  const outcome = outcomeOf(visit, item.code)
  const answers = visit.answers.filter(answer => answer.inspection_item === item.code)
  if (answers.length === 0) return <div class="record-item"><h2>{item.name}</h2><p class="muted">{t('尚未填写')}</p></div>
  return (
    <div class="record-item">
      <h2>{item.name}</h2>
      <p><Tag tone={outcome === 'no_problem' ? 'valid' : 'stop'}>{outcomeInWords(outcome)}</Tag></p>
      <p class="muted">{tally(item, answers.map(answer => answer.value))}</p>
      <ol class="plain">{standingOn(visit, item.code).map(finding => <li key={finding.id}><FindingRecord finding={finding} /></li>)}</ol>
    </div>
  )
}

/** 合格 5 · 不合格 1, without what does not occur. */
function tally(item: ItemVersion, values: LineValue[]): string {
  const count = (value: LineValue) => values.filter(one => one === value).length
  const said = VALUES.filter(value => count(value) > 0).map(value => `${lineValueInWords(value)} ${count(value)}`)
  return [...said, ...(values.length < item.lines.length ? [t('未填 {n}', { n: item.lines.length - values.length })] : [])].join(' · ')
}

function FindingRecord({ finding }: { finding: Finding }) {
  const due = finding.correction_due ? t('，整改期限{day}', { day: dayInWords(finding.correction_due) }) : ''
  return (
    <>
      <p class="finding-text">{t('{text}（{severity}{due}）', { text: finding.text, severity: severityInWords(finding.severity), due })}</p>
      {finding.evidence.length > 0 && <div class="photos">{finding.evidence.map((sha256, index) => <Thumbnail key={sha256} sha256={sha256} number={index + 1} />)}</div>}
    </>
  )
}
