/** One line of a checklist: what must be so, the four choices, and what was found. */
import { useRef } from 'preact/hooks'
import type { ItemVersion, LineValue, Visit } from '../../rules/records'
import { me, recordLineAnswered } from '../../store'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { differenceAt } from '../facts/differences'
import { answerTo } from '../facts/progress'
import { DifferencePanel } from './Difference'
import { FindingsOfLine } from './FindingsOfLine'
import { FourChoices } from './FourChoices'

interface Props {
  visit: Visit
  item: ItemVersion
  line: string
  open: boolean
}

export function lineAnchor(item: string, line: string): string {
  return `line-${item}-${line}`
}

export function Line({ visit, item, line, open }: Props) {
  const { content, standard } = item.lines.find(one => one.line === line)!
  const self = me.value?.inspector?.id
  const answer = answerTo(visit, item.code, line, self)
  const difference = differenceAt(visit, item.code, line)
  const anchor = lineAnchor(item.code, line)
  const tapped = useRef<LineValue | null>(null)

  async function choose(value: LineValue) {
    if (value === (tapped.current ?? answer?.value)) return
    tapped.current = value
    await recordLineAnswered({ visit: visit.id, inspection_item: item.code, item_version: item.id, line, value })
    if (tapped.current === value) tapped.current = null
  }

  return (
    <li class="line" id={anchor} tabIndex={-1}>
      <p class="line-content" id={`${anchor}-content`}><span class="line-number">{line}</span>{content}</p>
      {standard && <p class="line-standard">{standard}</p>}
      {open
        ? <FourChoices name={anchor} value={answer?.value} onChoose={choose} />
        : <p class="line-answer">{answer ? lineValueInWords(answer.value) : t('尚未填写')}</p>}
      {answer && answer.inspector !== self && <p class="line-by">{t('{name} 填写', { name: answer.inspector_name })}</p>}
      {difference && <DifferencePanel visit={visit} item={item} difference={difference} />}
      <FindingsOfLine visit={visit} item={item} line={line} value={answer?.value} open={open} />
    </li>
  )
}
