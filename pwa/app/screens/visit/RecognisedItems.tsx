/** 互认 at the door: the items of this visit that somebody has looked at already, and until when that counts. */
import { recognised } from '../../rules/recognition'
import type { Recognised, Visit } from '../../rules/records'
import { itemVersions } from '../../store'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { outcomeInWords } from '../../words/field'
import { sentenceOf } from '../facts/recognition'
import { itemsByAgency } from '../facts/visit'
import { Tag } from '../parts/Notice'

export function RecognisedItems({ visit }: { visit: Visit }) {
  const found = recognised(visit, localDay())
  if (found.length === 0) return null
  const sentences = [...new Set(found.map(sentenceOf))]
  return (
    <section class="panel recognised">
      <h2>{t('可互认的结果（{n}）', { n: found.length })}</h2>
      {sentences.map(sentence => (
        <div key={sentence}>
          <p><b>{sentence}</b></p>
          <ul class="plain">{found.filter(each => sentenceOf(each) === sentence).map(each => <li key={each.inspection_item}><Looked each={each} name={nameOf(visit, each)} /></li>)}</ul>
        </div>
      ))}
      <p class="muted">{t('在检查单中可一键采用，不必重查。')}</p>
    </section>
  )
}

/** Under the item's own name, for an equivalent with what was looked at. */
export function Looked({ each, name }: { each: Recognised; name: string }) {
  return (
    <>
      <p>{name}<span class="muted"> · {outcomeInWords(each.outcome)}</span></p>
      {each.item !== each.inspection_item && <p class="muted">{t('等效事项：{name}', { name: each.name })}</p>}
      {each.objected && <p><Tag tone="attention">{t('异议复查中，结果目前仍有效')}</Tag></p>}
    </>
  )
}

function nameOf(visit: Visit, each: Recognised): string {
  const planned = itemsByAgency(visit, itemVersions.value).flatMap(({ items }) => items)
  return planned.find(item => item.code === each.inspection_item)?.name ?? each.name
}
