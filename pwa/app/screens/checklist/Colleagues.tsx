/** What the other agencies of a joint visit inspect, as far as this phone has heard; who looked at it too may answer as well. */
import { useState } from 'preact/hooks'
import type { ItemVersion, Visit } from '../../rules/records'
import { itemVersions, me } from '../../store'
import { t } from '../../words'
import { progressOf } from '../facts/progress'
import { hasOpened, itemsByAgency } from '../facts/visit'
import { ItemSection } from './ItemSection'
import { myAgency } from './myItems'

export function Colleagues({ visit }: { visit: Visit }) {
  const others = itemsByAgency(visit, itemVersions.value).filter(({ agency }) => agency !== myAgency(visit))
  return (
    <>
      {others.map(({ agency, agency_name, items }) => (
        <details key={agency} class="fold">
          <summary>{agency_name} <Share visit={visit} items={items} /></summary>
          {items.map(item => <ColleaguesItem key={item.id} visit={visit} item={item} />)}
        </details>
      ))}
    </>
  )
}

function Share({ visit, items }: { visit: Visit; items: ItemVersion[] }) {
  const { done, total } = progressOf(visit, items)
  return <span class="muted">{done}/{total}</span>
}

function ColleaguesItem({ visit, item }: { visit: Visit; item: ItemVersion }) {
  const self = me.value?.inspector?.id
  const [joined, setJoined] = useState(() => visit.answers.some(answer => answer.inspector === self && answer.inspection_item === item.code))
  const mayJoin = !visit.closed && hasOpened(visit, self)
  return (
    <>
      <ItemSection visit={visit} item={item} open={joined && mayJoin} />
      {mayJoin && !joined && <button type="button" class="quiet-button" onClick={() => setJoined(true)}>{t('我也检查了这一项')}</button>}
    </>
  )
}
