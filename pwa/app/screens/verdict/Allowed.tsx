/** Green: today's joint inspection, by whom and about how much; then into the door. */
import { useState } from 'preact/hooks'
import type { Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { countAgencies, countItems, hasOpened } from '../facts/visit'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { go } from '../router'
import { scannedFor } from '../scan/scanned'
import { VisitFacts } from '../visit/VisitFacts'
import { AnswerPanel } from './Answer'

export function Allowed({ visits }: { visits: Visit[] }) {
  const [chosen, choose] = useState(visits[0]!.id)
  const visit = visits.find(one => one.id === chosen) ?? visits[0]!
  const inside = hasOpened(visit, me.value?.inspector?.id)

  function enter() {
    scannedFor(visit.id)
    go(`visit/${visit.id}/${inside ? 'checklist' : 'check-in'}`)
  }

  return (
    <Frame
      title={t('核对结果')} back="scan"
      action={<ActionButton onPress={enter}>{inside ? t('继续检查') : t('入企登记')}</ActionButton>}
    >
      <AnswerPanel tone="valid" sentence={sentenceOf(visit)} enterprise={visit.enterprise} premises={visit.premises} />
      {visits.length > 1 && <Doors visits={visits} chosen={visit.id} onChoose={choose} />}
      <VisitFacts visit={visit} />
    </Frame>
  )
}

function sentenceOf(visit: Visit): string {
  const facts = { agencies: countAgencies(visit), items: countItems(visit) }
  if (!visit.planned) return t('可以检查：计划外登记的检查正在进行')
  if (visit.channel === 'recheck') return t('可以检查：本次复查，{items} 项', facts)
  return facts.agencies > 1 ? t('可以检查：本次联合检查，{agencies} 个单位，{items} 项', facts) : t('可以检查：本次检查，{items} 项', facts)
}

/** One enterprise, several doors: today's visits there. */
function Doors({ visits, chosen, onChoose }: { visits: Visit[]; chosen: string; onChoose: (id: string) => void }) {
  return (
    <fieldset class="choices">
      <legend>{t('该企业今日有 {n} 处检查，请选择您所在的一处', { n: visits.length })}</legend>
      {visits.map(visit => (
        <label key={visit.id} class="choice-row">
          <input type="radio" name="door" checked={visit.id === chosen} onChange={() => onChoose(visit.id)} />
          {visit.premises.name || visit.premises.address}
        </label>
      ))}
    </fieldset>
  )
}
