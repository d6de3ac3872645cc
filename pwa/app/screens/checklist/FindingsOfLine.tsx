/** What was found on a line: the cards of what is recorded, and the form for what is being written. */
import { useState } from 'preact/hooks'
import type { Finding, ItemVersion, LineValue, Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { standingOn } from '../facts/findings'
import { hasDraft } from './findingDraft'
import { FindingCard } from './FindingCard'
import { FindingForm } from './FindingForm'

interface Props {
  visit: Visit
  item: ItemVersion
  line: string
  value: LineValue | undefined
  open: boolean
}

export function FindingsOfLine({ visit, item, line, value, open }: Props) {
  const found = standingOn(visit, item.code, line)
  const ours = found.some(finding => finding.agency === me.value?.inspector?.agency)
  const [adding, setAdding] = useState(false)
  const [correcting, setCorrecting] = useState<Finding | null>(null)
  const [, drawAgain] = useState(0)
  const writing = open && (adding || correcting !== null || hasDraft(visit, item.code, line) || (value === 'nonconforming' && found.length === 0))

  function finish() {
    setAdding(false)
    setCorrecting(null)
    drawAgain(count => count + 1)
  }

  return (
    <>
      {found.map(finding => (
        <FindingCard key={finding.id} visit={visit} finding={finding} open={open && !writing} onCorrect={() => setCorrecting(finding)} />
      ))}
      {ours && value !== 'nonconforming' && <p class="attention-words">{t('此行已记有问题；如不成立，请撤回。')}</p>}
      {writing && <FindingForm key={correcting?.id} visit={visit} item={item} line={line} correcting={correcting} onDone={finish} />}
      {open && !writing && found.length > 0 && <button type="button" class="quiet-button" onClick={() => setAdding(true)}>{t('再记一个问题')}</button>}
    </>
  )
}
