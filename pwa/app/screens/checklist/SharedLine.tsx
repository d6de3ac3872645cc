/** A line asked once for several items: which ones it counts for, what each asks of it, and the row that stands in its other places. */
import type { ItemVersion, Visit } from '../../rules/records'
import type { Place } from '../../rules/sharedLines'
import { me } from '../../store'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { differenceAt } from '../facts/differences'
import { answerTo } from '../facts/progress'
import { DifferencePanel } from './Difference'
import { lineAnchor, showLine } from './lineAnchor'
import { itemAt, type Asked } from './askedOnce'

/** Under the question: the other items, and their standard where it is another one. */
export function CountsFor({ others, standard }: { others: Place[]; standard: string }) {
  return (
    <div class="counts-for">
      <p>{t('同时计入：{items}', { items: [...new Set(others.map(nameOf))].join(t('、')) })}</p>
      {others.map(place => <Standard key={place.version + place.line} place={place} unless={standard} />)}
    </div>
  )
}

function Standard({ place, unless }: { place: Place; unless: string }) {
  const standard = itemAt(place)?.lines.find(each => each.line === place.line)?.standard
  return standard && standard !== unless ? <p class="line-standard">{nameOf(place)}：{standard}</p> : null
}

/** In the place of a line that is asked elsewhere: its answer, and the way there. */
export function AskedElsewhere({ visit, item, line, asked }: { visit: Visit; item: ItemVersion; line: string; asked: Asked }) {
  const { home } = asked
  const answer = answerTo(visit, item.code, line, me.value?.inspector?.id)
  const difference = differenceAt(visit, item.code, line)
  const isOnlyHere = difference?.value === null && differenceAt(visit, home.item, home.line)?.value !== null
  return (
    <li class="line" id={lineAnchor(item.code, line)} tabIndex={-1}>
      <p class="line-content"><span class="line-number">{line}</span>{item.lines.find(each => each.line === line)?.content}</p>
      <p class="line-answer">{answer ? lineValueInWords(answer.value) : t('尚未填写')}</p>
      <p class="line-by">{t('与“{item}”第 {line} 条一并询问', { item: nameOf(home), line: home.line })}</p>
      {isOnlyHere && <DifferencePanel visit={visit} item={item} difference={difference} />}
      <button type="button" class="quiet-button" onClick={() => showLine(home.item, home.line)}>{t('去看')}</button>
    </li>
  )
}

function nameOf(place: Place): string {
  return itemAt(place)?.name ?? place.item
}
