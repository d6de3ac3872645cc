/** 互认: an item that was looked at elsewhere; one tap leaves its open lines to that result. */
import { recognisedOf } from '../../rules/recognition'
import type { ItemVersion, Visit } from '../../rules/records'
import { recordLineAnswered } from '../../store'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { progressOf } from '../facts/progress'
import { sentenceOf } from '../facts/recognition'
import { ActionButton } from '../parts/ActionButton'
import { Looked } from '../visit/RecognisedItems'

export function AdoptItem({ visit, item, open }: { visit: Visit; item: ItemVersion; open: boolean }) {
  const found = recognisedOf(visit, item.code, localDay())
  if (!found) return null
  const left = progressOf(visit, [item]).open

  async function adopt() {
    for (const { line } of left) {
      await recordLineAnswered({
        visit: visit.id, inspection_item: item.code, item_version: item.id, line, value: 'not_applicable', adopts: found!.result,
      })
    }
  }

  return (
    <div class="recognised">
      <p><b>{sentenceOf(found)}</b></p>
      <Looked each={found} name={item.name} />
      {open && left.length > 0 && <ActionButton kind="secondary" onPress={adopt}>{t('直接采用（{n} 行）', { n: left.length })}</ActionButton>}
    </div>
  )
}
