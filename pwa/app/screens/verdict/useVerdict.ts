/** The verdict on what was scanned: at once from what the phone holds, and again when the server has answered. */
import { useEffect, useState } from 'preact/hooks'
import { standsFor } from '../../rules/learnedCodes'
import type { AgencyVisit, LearnedCode, QuietPeriod, VisitEnterprise } from '../../rules/records'
import { agencyVisits, me, quietPeriods, syncState, visits } from '../../store'
import { syncNow } from '../../sync'
import { localDay } from '../../words/dates'
import { judge, type Resolved, type Verdict } from '../facts/verdict'
import { scanned } from '../scan/scanned'
import { resolve } from '../scan/server'
import { useLearned } from './useLearned'

export type Asked = 'asking' | 'answered' | 'no_signal' | 'signed_out' | 'busy'

export interface Judged {
  verdict: Verdict
  asked: Asked
  /** What is known of a code that does not say itself whose it is. */
  learned: LearnedCode | null
}

/** Null while the phone looks its own records up. */
export function useVerdict(): Judged | null {
  const last = scanned.value
  const { answer, asked } = useAnswer(last?.code.text ?? null)
  const around = useAround()
  const learned = useLearned(last?.code.opaqueKey ?? null, answer?.learned)
  if (!last || !around || learned === undefined) return null
  const named = last.named ?? (standsFor(learned) as VisitEnterprise | null)
  const told = last.code.opaqueKey && !named ? null : answer // A code in doubt here resolves to nobody, whatever the server knows yet.
  const known = { visits: visits.value, today: localDay(), answer: told, named, namesCompared: last.namesCompared, ...around }
  return { verdict: judge(last.code, known), asked, learned }
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

/** Visits of one's own agency that others pay, and the quiet periods that stand; put away with one's own after the lease. */
function useAround(): { colleagues: AgencyVisit[]; quiet: QuietPeriod[] } | null {
  const [around, setAround] = useState<{ colleagues: AgencyVisit[]; quiet: QuietPeriod[] } | null>(null)
  useEffect(() => {
    const self = me.value?.inspector?.id ?? ''
    if (syncState.value.leaseEndedAfter !== null) return setAround({ colleagues: [], quiet: [] })
    Promise.all([agencyVisits(), quietPeriods()]).then(([visits, quiet]) => {
      const colleagues = visits.filter(visit => !visit.plans.some(plan => plan.team.includes(self)))
      setAround({ colleagues, quiet })
    })
  }, [])
  return around
}
