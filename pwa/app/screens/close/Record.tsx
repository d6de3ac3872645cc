/** One's own agency's record in words that can be read aloud at the counter; the others' is theirs to have signed. */
import type { Finding, ItemVersion, LineValue, Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { lineValueInWords, outcomeInWords, severityInWords } from '../../words/field'
import { Thumbnail } from '../checklist/Thumbnail'
import { myItems } from '../checklist/myItems'
import { counting, openDifferences } from '../facts/differences'
import { outcomeOf, standingOn } from '../facts/findings'
import { answerTo } from '../facts/progress'
import { countAgencies } from '../facts/visit'
import { Tag } from '../parts/Notice'

const VALUES: LineValue[] = ['conforming', 'nonconforming', 'not_inspected', 'not_applicable']

export function Record({ visit }: { visit: Visit }) {
  const items = myItems(visit)
  const count = items.flatMap(item => standingOn(visit, item.code)).length
  return (
    <section class="record">
      <p class="record-first">{count === 0 ? t('本次检查没有发现问题。') : t('本次检查发现 {n} 个问题。', { n: count })}</p>
      {items.map(item => <ItemRecord key={item.id} visit={visit} item={item} />)}
      {countAgencies(visit) > 1 && <p class="muted">{t('本次联合检查的其他单位，由其各自记录、各自请您签字。')}</p>}
    </section>
  )
}

function ItemRecord({ visit, item }: { visit: Visit; item: ItemVersion }) {
  const outcome = outcomeOf(visit, item.code)
  const answers = item.lines.flatMap(({ line }) => answerTo(visit, item.code, line, me.value?.inspector?.id) ?? [])
  const values = answers.map(answer => counting(visit, answer))
  const unsettled = openDifferences(visit).filter(each => each.inspection_item === item.code).length
  if (values.length === 0) return <div class="record-item"><h2>{item.name}</h2><p class="muted">{t('尚未填写')}</p></div>
  return (
    <div class="record-item">
      <h2>{item.name}</h2>
      <p><Tag tone={outcome === 'no_problem' ? 'valid' : 'stop'}>{outcomeInWords(outcome)}</Tag></p>
      <p class="muted">{tally(item, values)}</p>
      {unsettled > 0 && <p class="attention-words">{t('其中 {n} 处答案不一致，尚未认定。', { n: unsettled })}</p>}
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
