/** 检查单: every line of every item, how far it is, and the next line without an answer in one tap. */
import { useState } from 'preact/hooks'
import type { ItemVersion, Visit } from '../../rules/records'
import { itemVersions } from '../../store'
import { t } from '../../words'
import { itemsByAgency } from '../facts/visit'
import { progressOf, type Progress } from '../facts/progress'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { go } from '../router'
import { ChooseItems } from './ChooseItems'
import { ItemSection } from './ItemSection'
import { lineAnchor } from './Line'
import { myAgency, myItems } from './myItems'

export function Checklist({ visit }: { visit: Visit }) {
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
  const [next] = progress.open
  return (
    <div class="action-pair">
      {next && <ActionButton kind="secondary" onPress={() => showLine(next.item, next.line)}>{t('未填 {n}', { n: progress.open.length })}</ActionButton>}
      <ActionButton kind={next ? 'secondary' : 'primary'} onPress={() => go(`visit/${visit.id}/close`)}>{t('结束检查，去签字')}</ActionButton>
    </div>
  )
}

function showLine(item: ItemVersion, line: string): void {
  const row = document.getElementById(lineAnchor(item.code, line))
  row?.scrollIntoView({ block: 'center' })
  row?.focus({ preventScroll: true })
}

/** What the other agencies of a joint visit inspect, as far as this phone has heard. */
function Colleagues({ visit }: { visit: Visit }) {
  const others = itemsByAgency(visit, itemVersions.value).filter(({ agency }) => agency !== myAgency(visit))
  return (
    <>
      {others.map(({ agency, agency_name, items }) => (
        <details key={agency} class="fold">
          <summary>{agency_name} <Share {...progressOf(visit, items)} /></summary>
          {items.map(item => <ItemSection key={item.id} visit={visit} item={item} open={false} />)}
        </details>
      ))}
    </>
  )
}

function Share({ done, total }: Progress) {
  return <span class="muted">{done}/{total}</span>
}
