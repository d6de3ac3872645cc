/** 检查单: every line of every item, how far it is, and the next line without an answer in one tap. */
import { useState } from 'preact/hooks'
import type { Visit } from '../../rules/records'
import { t } from '../../words'
import { progressOf, type Progress } from '../facts/progress'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Notice } from '../parts/Notice'
import { useStill } from '../parts/useStill'
import { go } from '../router'
import { ChooseItems } from './ChooseItems'
import { Colleagues } from './Colleagues'
import { ItemSection } from './ItemSection'
import { showLine } from './lineAnchor'
import { myItems } from './myItems'
import { isAskedHere, openQuestions } from './askedOnce'

export function Checklist({ visit }: { visit: Visit }) {
  useStill()
  const [, chosenAgain] = useState(0)
  const items = myItems(visit)
  const progress = progressOf(visit, items)
  return (
    <Frame
      title={t('检查单')} over={visit.enterprise.name || visit.enterprise.credit_code} back={`visit/${visit.id}`}
      action={items.length > 0 && <Actions visit={visit} progress={progress} />}
    >
      {visit.plans.length === 0 && <ChooseItems visit={visit} chosen={items} onChange={() => chosenAgain(count => count + 1)} />}
      {items.length > 0 && <ProgressBar {...progress} />}
      <Differing visit={visit} />
      {items.map(item => <ItemSection key={item.id} visit={visit} item={item} open={!visit.closed} />)}
      <Colleagues visit={visit} />
    </Frame>
  )
}

function ProgressBar({ done, total }: Progress) {
  return (
    <div class="progress-bar">
      <label for="progress">{t('已填')}</label>
      <progress id="progress" value={done} max={total} />
      <output for="progress">{done}/{total}</output>
    </div>
  )
}

function Actions({ visit, progress }: { visit: Visit; progress: Progress }) {
  const [next, ...more] = progress.open.filter(({ item, line }) => isAskedHere(visit, item, line))
  return (
    <div class="action-pair">
      {next && <ActionButton kind="secondary" onPress={() => showLine(next.item.code, next.line)}>{t('未填 {n}', { n: more.length + 1 })}</ActionButton>}
      <ActionButton kind={next ? 'secondary' : 'primary'} onPress={() => go(`visit/${visit.id}/close`)}>{t('结束检查，去签字')}</ActionButton>
    </div>
  )
}

/** Wherever it is, also in another agency's fold. */
function Differing({ visit }: { visit: Visit }) {
  const [first, ...more] = openQuestions(visit)
  if (!first) return null
  return (
    <Notice tone="attention" title={t('{n} 处答案不一致', { n: more.length + 1 })}>
      <p>{t('各自的填写都已保留，不影响继续检查。')}</p>
      <button type="button" class="quiet-button" onClick={() => showLine(first.inspection_item, first.line)}>{t('去看')}</button>
    </Notice>
  )
}
