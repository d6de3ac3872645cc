/** Whom the scanned code names when no plan does: by the server's answer, else by the code alone. */
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import type { Met } from '../../store'
import type { Verdict } from '../facts/verdict'
import { useVerdict } from '../verdict/useVerdict'

export interface AtTheDoor {
  enterprise: VisitEnterprise
  premises: VisitPremises | null
}

const NOWHERE: VisitPremises = { id: null, number: null, name: '', address: '', door_token: null }

export function useMet(): AtTheDoor | null {
  const judged = useVerdict()
  return judged && named(judged.verdict)
}

export function metAtTheDoor({ enterprise, premises }: AtTheDoor, today: string): Met {
  return { visit_on: today, enterprise, premises: premises ?? NOWHERE }
}

function named(verdict: Verdict): AtTheDoor | null {
  switch (verdict.kind) {
    case 'quiet':
    case 'ended':
    case 'no_plan': return { enterprise: verdict.enterprise, premises: verdict.premises.length === 1 ? verdict.premises[0]! : null }
    case 'renamed': return { enterprise: verdict.enterprise, premises: null }
    case 'colleagues': return { enterprise: { industry_name: '', ...verdict.visit.enterprise }, premises: { number: null, ...verdict.visit.premises } }
    case 'other_day':
    case 'completed': return { enterprise: verdict.visit.enterprise, premises: verdict.visit.premises }
    case 'allowed':
    case 'other_premises': return { enterprise: verdict.visits[0]!.enterprise, premises: null }
    case 'unresolved': return null
  }
}
