/** Where colleagues answered a line differently: both side by side, and what was settled; nothing is ever overwritten. */
import { useState } from 'preact/hooks'
import { madeAt } from '../../rules/ids'
import type { Answer, Difference, ItemVersion, Settlement, Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { lineValueInWords } from '../../words/field'
import { maySettle, settlementsAt } from '../facts/differences'
import { answersTo } from '../facts/progress'
import { Tag } from '../parts/Notice'
import { agencyInWords } from './agency'
import { SIGN_OF } from './FourChoices'
import { SettleForm } from './SettleForm'
import { askedOnce } from './askedOnce'

interface Props {
  visit: Visit
  item: ItemVersion
  difference: Difference
}

export function DifferencePanel({ visit, item, difference }: Props) {
  const { line, value } = difference
  const answers = answersTo(visit, item.code, line)
  const settlements = settlementsAt(visit, item.code, line)
  return (
    <section class="difference" aria-label={t('填写不同')}>
      {value === null
        ? <><p><Tag tone="attention">{t('答案不一致')}</Tag></p><Sides answers={answers} /></>
        : <p><Tag tone="valid">{t('已认定：{value}', { value: lineValueInWords(value) })}</Tag></p>}
      {settlements.map(each => <Settled key={each.operation} settlement={each} />)}
      {value !== null && <details class="law"><summary>{t('各自填写（{n}）', { n: answers.length })}</summary><Sides answers={answers} /></details>}
      <Settling visit={visit} item={item} difference={difference} />
    </section>
  )
}

function Sides({ answers }: { answers: Answer[] }) {
  return <ul class="plain sides">{answers.map(answer => <Side key={answer.inspector} answer={answer} />)}</ul>
}

/** Who said it, for which agency, when. */
function Side({ answer: { value, inspector, inspector_name, agency, operation } }: { answer: Answer }) {
  const Sign = SIGN_OF[value]
  const at = madeAt(operation)
  return (
    <li class="side">
      <p class={`side-value ${value}`}><Sign />{lineValueInWords(value)}</p>
      <p>{inspector_name}{inspector === me.value?.inspector?.id && t('（我）')}</p>
      <p class="muted">{[agencyInWords(agency), at && momentInWords(at)].filter(Boolean).join(' · ')}</p>
    </li>
  )
}

function Settled({ settlement: { value, reason, inspector_name, agency, made_at } }: { settlement: Settlement }) {
  return (
    <div class="settled">
      <p>{t('认定为“{value}”：{reason}', { value: lineValueInWords(value), reason })}</p>
      <p class="muted">{[inspector_name, agencyInWords(agency), momentInWords(made_at)].join(' · ')}</p>
    </div>
  )
}

function Settling({ visit, item, difference }: Props) {
  const [asked, setAsked] = useState(false)
  const isShared = askedOnce(visit, item, difference.line) !== null
  if (!isShared && !maySettle(visit, item, me.value?.inspector?.agency)) {
    return difference.value === null ? <p class="muted">{t('请商定后由{agency}认定。', { agency: agencyInWords(item.agency) })}</p> : null
  }
  if (asked) return <SettleForm visit={visit} item={item} difference={difference} onDone={() => setAsked(false)} />
  return <button type="button" class="quiet-button" onClick={() => setAsked(true)}>{difference.value === null ? t('商定后认定') : t('重新认定')}</button>
}
