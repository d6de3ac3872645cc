/** One line of a checklist: what must be so, the four choices, and what was found. */
import type { ItemVersion, LineValue, Visit } from '../../rules/records'
import { me, recordLineAnswered } from '../../store'
import { t } from '../../words'
import { lineValueInWords } from '../../words/field'
import { answerTo } from '../facts/progress'
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
  const answer = answerTo(visit, item.code, line)
  const anchor = lineAnchor(item.code, line)

  async function choose(value: LineValue) {
    if (value === answer?.value) return
    await recordLineAnswered({ visit: visit.id, inspection_item: item.code, item_version: item.id, line, value })
  }

  return (
    <li class="line" id={anchor} tabIndex={-1}>
      <p class="line-content" id={`${anchor}-content`}><span class="line-number">{line}</span>{content}</p>
      {standard && <p class="line-standard">{standard}</p>}
      {open
        ? <FourChoices name={anchor} value={answer?.value} onChoose={choose} />
        : <p class="line-answer">{answer ? lineValueInWords(answer.value) : t('尚未填写')}</p>}
      {answer && answer.inspector !== me.value?.inspector?.id && <p class="line-by">{t('{name} 填写', { name: answer.inspector_name })}</p>}
      <FindingsOfLine visit={visit} item={item} line={line} value={answer?.value} open={open} />
    </li>
  )
}
