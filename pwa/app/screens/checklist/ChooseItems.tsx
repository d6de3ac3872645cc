/** On an unplanned visit the inspector says which of the agency's items are inspected. */
import type { ItemVersion, Visit } from '../../rules/records'
import { t } from '../../words'
import { chooseItems, itemsToChoose } from './myItems'

interface Props {
  visit: Visit
  chosen: ItemVersion[]
  onChange: () => void
}

export function ChooseItems({ visit, chosen, onChange }: Props) {
  const ids = chosen.map(item => item.id)

  async function toggle(id: string) {
    await chooseItems(visit.id, ids.includes(id) ? ids.filter(other => other !== id) : [...ids, id])
    onChange()
  }

  return (
    <details class="fold" open={chosen.length === 0}>
      <summary>{t('选择检查事项（已选 {n}）', { n: chosen.length })}</summary>
      {itemsToChoose(visit).map(item => (
        <label key={item.id} class="choice-row">
          <input type="checkbox" checked={ids.includes(item.id)} onChange={() => toggle(item.id)} />{item.name}
        </label>
      ))}
    </details>
  )
}
