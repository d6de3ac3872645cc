/** Before signing: lines without an answer, and findings written but not recorded. */
import type { Visit } from '../../rules/records'
import { recordLineAnswered } from '../../store'
import { t } from '../../words'
import { hasDraft } from '../checklist/findingDraft'
import { myItems } from '../checklist/myItems'
import { openDifferences } from '../facts/differences'
import { progressOf } from '../facts/progress'
import { ActionButton } from '../parts/ActionButton'
import { Notice } from '../parts/Notice'

export function StillOpen({ visit }: { visit: Visit }) {
  const items = myItems(visit)
  const { open } = progressOf(visit, items)
  const differing = openDifferences(visit).length
  const unsaved = items.flatMap(item => item.lines.filter(({ line }) => hasDraft(visit, item.code, line)))

  async function notInspected() {
    for (const { item, line } of open) {
      await recordLineAnswered({ visit: visit.id, inspection_item: item.code, item_version: item.id, line, value: 'not_inspected' })
    }
  }

  return (
    <>
      {unsaved.length > 0 && (
        <Notice tone="attention" title={t('有 {n} 处问题写了但还没有记录', { n: unsaved.length })}>
          <p><a href={`#/visit/${visit.id}/checklist`}>{t('回检查单点“记录问题”')}</a></p>
        </Notice>
      )}
      {differing > 0 && (
        <Notice tone="attention" title={t('{n} 处答案不一致', { n: differing })}>
          <p>{t('可以先完成检查：记录会写明尚未认定，之后仍可认定。')}</p>
          <p><a href={`#/visit/${visit.id}/checklist`}>{t('回检查单认定')}</a></p>
        </Notice>
      )}
      {open.length > 0 && (
        <Notice tone="attention" title={t('还有 {n} 行没有填写', { n: open.length })}>
          <ActionButton kind="secondary" onPress={notInspected}>{t('其余记为未检查')}</ActionButton>
        </Notice>
      )}
    </>
  )
}
