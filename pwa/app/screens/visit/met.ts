/** Whom the scanned code names when no plan does: by the server's answer, else by the code alone. */
import { useEffect, useState } from 'preact/hooks'
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import { visits, type Met } from '../../store'
import { localDay } from '../../words/dates'
import { judge, type Resolved, type Verdict } from '../facts/verdict'
import { scanned } from '../scan/scanned'
import { resolve } from '../scan/server'

export interface AtTheDoor {
  enterprise: VisitEnterprise
  premises: VisitPremises | null
}

const NOWHERE: VisitPremises = { id: null, number: null, name: '', address: '', door_token: null }

export function useMet(): AtTheDoor | null {
  const [answer, setAnswer] = useState<Resolved | null>(null)
  const text = scanned.value?.code.text
  useEffect(() => {
    if (text !== undefined) void resolve(text).then(told => setAnswer(told.data))
  }, [text])
  return scanned.value && named(judge(scanned.value.code, visits.value, localDay(), answer))
}

export function metAtTheDoor({ enterprise, premises }: AtTheDoor, today: string): Met {
  return { visit_on: today, enterprise, premises: premises ?? NOWHERE }
}

function named(verdict: Verdict): AtTheDoor | null {
  switch (verdict.kind) {
    case 'quiet':
    case 'no_plan': return { enterprise: verdict.enterprise, premises: verdict.premises.length === 1 ? verdict.premises[0]! : null }
    case 'other_day':
    case 'completed': return { enterprise: verdict.visit.enterprise, premises: verdict.visit.premises }
    case 'allowed':
    case 'other_premises': return { enterprise: verdict.visits[0]!.enterprise, premises: null }
    case 'unresolved': return null
  }
}
