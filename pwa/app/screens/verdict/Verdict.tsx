/** The answer at the door, in its first line: may I inspect here now? */
import { useEffect, useState } from 'preact/hooks'
import { visits } from '../../store'
import { syncNow } from '../../sync'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { judge, type Resolved } from '../facts/verdict'
import { Frame } from '../parts/Frame'
import { scanned } from '../scan/scanned'
import { resolve } from '../scan/server'
import { Allowed } from './Allowed'
import { NoPlan } from './NoPlan'
import { Completed, OtherDay, OtherPremises } from './OtherVisit'
import { Quiet } from './Quiet'
import { Unresolved } from './Unresolved'

export type Asked = 'asking' | 'answered' | 'no_signal' | 'signed_out' | 'busy'

export function VerdictScreen() {
  const last = scanned.value
  const { answer, asked } = useAnswer(last?.code.text ?? null)
  if (!last) return <Frame title={t('请重新扫码')} back="scan"><p>{t('上次扫码的内容没有保留。')}</p></Frame>
  const verdict = judge(last.code, visits.value, localDay(), answer)
  switch (verdict.kind) {
    case 'allowed': return <Allowed visits={verdict.visits} />
    case 'completed': return <Completed visit={verdict.visit} />
    case 'other_premises': return <OtherPremises visits={verdict.visits} />
    case 'other_day': return <OtherDay visit={verdict.visit} asked={asked} />
    case 'quiet': return <Quiet {...verdict} />
    case 'no_plan': return <NoPlan {...verdict} asked={asked} />
    case 'unresolved': return <Unresolved code={last.code} asked={asked} />
  }
}

/** Asks the server once a code; the phone's own visits have been judged already. */
function useAnswer(text: string | null): { answer: Resolved | null; asked: Asked } {
  const [state, setState] = useState<{ answer: Resolved | null; asked: Asked }>({ answer: null, asked: 'asking' })
  useEffect(() => {
    if (text === null) return
    let left = false
    resolve(text).then(told => {
      if (left) return
      const answer = told.data
      setState({ answer, asked: told.data === null ? told.why : 'answered' })
      if (answer?.visits.some(id => !visits.value.some(visit => visit.id === id))) void syncNow()
    })
    return () => void (left = true)
  }, [text])
  return state
}
