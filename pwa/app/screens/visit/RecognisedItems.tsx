/** 互认 at the door: the items of this visit that somebody has looked at already, and until when that counts. */
import { recognised } from '../../rules/recognition'
import type { Recognised, Visit } from '../../rules/records'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { outcomeInWords } from '../../words/field'
import { sentenceOf } from '../facts/recognition'
import { Tag } from '../parts/Notice'

export function RecognisedItems({ visit }: { visit: Visit }) {
  const found = recognised(visit, localDay())
  if (found.length === 0) return null
  return (
    <section class="panel recognised">
      <h2>{t('可互认的结果（{n}）', { n: found.length })}</h2>
      <ul class="plain">{found.map(each => <li key={each.inspection_item}><RecognisedFact each={each} /></li>)}</ul>
      <p class="muted">{t('在检查单中可一键采用，不必重查。')}</p>
    </section>
  )
}

export function RecognisedFact({ each }: { each: Recognised }) {
  return (
    <>
      <p><b>{sentenceOf(each)}</b></p>
      <p class="muted">{each.name} · {outcomeInWords(each.outcome)}</p>
      {each.objected && <p><Tag tone="attention">{t('异议复查中，结果目前仍有效')}</Tag></p>}
    </>
  )
}
