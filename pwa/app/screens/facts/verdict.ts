/** May I inspect here now? Decided from the code, the phone's own visits and, with signal, the server's answer. */
import type { LicenseCode } from '../../rules/licenseCode'
import type { Visit, VisitEnterprise, VisitPremises } from '../../rules/records'
import { stateForUs } from './visit'

/** What `POST /api/codes/resolve` answers. */
export interface Resolved {
  family: string
  credit_code: string | null
  enterprise: (VisitEnterprise & { id: string }) | null
  premises: VisitPremises[]
  visits: string[]
  quiet_until: string | null
}

export type Verdict =
  | { kind: 'allowed'; visits: Visit[] }
  | { kind: 'completed'; visit: Visit }
  | { kind: 'other_premises'; visits: Visit[] }
  | { kind: 'other_day'; visit: Visit }
  | { kind: 'quiet'; enterprise: VisitEnterprise; premises: VisitPremises[]; until: string }
  | { kind: 'no_plan'; enterprise: VisitEnterprise; premises: VisitPremises[] }
  | { kind: 'unresolved' }

export function judge(code: LicenseCode, visits: Visit[], today: string, answer: Resolved | null): Verdict {
  const own = visits.filter(visit => belongs(visit, code, answer))
  const due = own.filter(visit => isDue(visit, today, answer))
  if (due.length > 0) return elsewhere(due, code) ? { kind: 'other_premises', visits: due } : { kind: 'allowed', visits: here(due, code) }
  const finished = own.find(visit => stateForUs(visit, today) === 'completed' && visit.visit_on === today)
  if (finished) return { kind: 'completed', visit: finished }
  return withoutPlan(code, own.filter(visit => visit.state === 'open'), answer)
}

function withoutPlan(code: LicenseCode, own: Visit[], answer: Resolved | null): Verdict {
  const enterprise = answer?.enterprise ?? own[0]?.enterprise ?? stranger(code)
  const premises = answer?.premises ?? []
  if (enterprise && answer?.quiet_until) return { kind: 'quiet', enterprise, premises, until: answer.quiet_until }
  if (own[0]) return { kind: 'other_day', visit: own[0] }
  return enterprise ? { kind: 'no_plan', enterprise, premises } : { kind: 'unresolved' }
}

function belongs(visit: Visit, code: LicenseCode, answer: Resolved | null): boolean {
  if (code.doorToken && visit.premises.door_token === code.doorToken) return true
  const known = [...code.creditCodes, answer?.credit_code, answer?.enterprise?.credit_code]
  return known.includes(visit.enterprise.credit_code) || (answer?.visits ?? []).includes(visit.id)
}

/** A visit of yesterday that nobody began may still be begun where the server says so. */
function isDue(visit: Visit, today: string, answer: Resolved | null): boolean {
  const state = stateForUs(visit, today)
  const onTime = visit.visit_on === today || (answer?.visits ?? []).includes(visit.id)
  return state === 'started' || (state === 'open' && onTime)
}

/** A door code names one door: today's visit may be planned at another one of the same enterprise. */
function elsewhere(due: Visit[], code: LicenseCode): boolean {
  return code.doorToken !== null && due.every(visit => visit.premises.door_token !== null && visit.premises.door_token !== code.doorToken)
}

function here(due: Visit[], code: LicenseCode): Visit[] {
  const atThisDoor = due.filter(visit => code.doorToken !== null && visit.premises.door_token === code.doorToken)
  return atThisDoor.length > 0 ? atThisDoor : due
}

/** Known by its code only: offline, or not in the register. */
function stranger(code: LicenseCode): VisitEnterprise | null {
  const [creditCode] = code.creditCodes
  return creditCode ? { id: null, name: code.name ?? '', credit_code: creditCode, industry_name: '' } : null
}
