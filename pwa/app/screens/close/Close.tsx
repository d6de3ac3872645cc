/** 签字: first the record read aloud, then the enterprise's word and name, then the summary that ends the visit. */
import { useState } from 'preact/hooks'
import type { Visit } from '../../rules/records'
import { t } from '../../words'
import { Frame } from '../parts/Frame'
import { Finish } from './Finish'
import { Record } from './Record'
import { Said, StatementForm } from './Statement'
import { StillOpen } from './StillOpen'

export function Close({ visit }: { visit: Visit }) {
  const [again, setAgain] = useState(false)
  const signed = visit.statement !== null && !again
  const title = signed ? t('完成检查') : t('签字')
  return (
    <Frame title={title} over={visit.enterprise.name || visit.enterprise.credit_code} back={`visit/${visit.id}/checklist`}>
      {!visit.closed && <StillOpen visit={visit} />}
      <Record visit={visit} />
      {signed
        ? <><Said statement={visit.statement!} onAgain={visit.closed ? undefined : () => setAgain(true)} /><Finish visit={visit} /></>
        : <StatementForm visit={visit} onSaved={() => setAgain(false)} />}
    </Frame>
  )
}
