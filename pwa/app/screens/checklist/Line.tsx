/** One line of a checklist: what must be so, the four choices, and what was found. */
import { useRef } from 'preact/hooks'
import type { ItemVersion, LineValue, Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { differenceAt } from '../facts/differences'
import { answerTo } from '../facts/progress'
import { DifferencePanel } from './Difference'
import { FindingsOfLine } from './FindingsOfLine'
import { FourChoices } from './FourChoices'
import { lineAnchor } from './lineAnchor'
import { answer as answerLine, askedOnce, isAt } from './askedOnce'
import { AskedElsewhere, CountsFor } from './SharedLine'

interface Props {
  visit: Visit
  item: ItemVersion
  line: string
  open: boolean
}

export function Line({ visit, item, line, open }: Props) {
  const { content, standard } = item.lines.find(one => one.line === line)!
  const self = me.value?.inspector?.id
  const answer = answerTo(visit, item.code, line, self)
  const difference = differenceAt(visit, item.code, line)
  const anchor = lineAnchor(item.code, line)
  const tapped = useRef<LineValue | null>(null)

  async function choose(value: LineValue) {
    if (value === tapped.current) return
    const isSecond = tapped.current !== null
    tapped.current = value
    await answerLine(visit, item, line, value, isSecond)
    if (tapped.current === value) tapped.current = null
  }

  const asked = askedOnce(visit, item, line)
  if (asked && open && !isAt(asked.home, item, line)) return <AskedElsewhere visit={visit} item={item} line={line} asked={asked} />
  return (
    <li class="line" id={anchor} tabIndex={-1}>
      <p class="line-content" id={`${anchor}-content`}><span class="line-number">{line}</span>{asked?.content ?? content}</p>
      {standard && <p class="line-standard">{standard}</p>}
      {asked && <CountsFor others={asked.others} standard={standard} />}
      {open
        ? <FourChoices name={anchor} value={answer?.value} onChoose={choose} />
        : <p class="line-answer">{answer ? lineValueInWords(answer.value) : t('尚未填写')}</p>}
      {answer && answer.inspector !== self && <p class="line-by">{t('{name} 填写', { name: answer.inspector_name })}</p>}
      {answer?.adopts && <p class="line-by">{t('已采用此前的结果，未重查')}</p>}
      {difference && <DifferencePanel visit={visit} item={item} difference={difference} />}
      <FindingsOfLine visit={visit} item={item} line={line} value={answer?.value} open={open} />
    </li>
  )
}
