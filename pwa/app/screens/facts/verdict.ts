/** May I inspect here now? Decided from the code, what the phone holds and, with signal, the server's answer. */
import type { LicenseCode } from '../../rules/licenseCode'
import type { AgencyVisit, LearnedCode, QuietPeriod, Visit, VisitEnterprise, VisitPremises } from '../../rules/records'
import { sameName } from './names'
import { stateForUs } from './visit'

/** What `POST /api/codes/resolve` answers. */
export interface Resolved {
  family: string
  credit_code: string | null
  enterprise: (VisitEnterprise & { id: string }) | null
  premises: VisitPremises[]
  visits: string[]
  quiet_until: string | null
  learned?: LearnedCode | null
}

/** Everything known at this moment besides the code itself. */
export interface Known {
  visits: Visit[]
  today: string
  answer: Resolved | null
  /** Of one's own agency, where one is not of the team. */
  colleagues?: AgencyVisit[]
  quiet?: QuietPeriod[]
  /** The enterprise that the person, or two before him, named for the code. */
  named?: VisitEnterprise | null
  /** The person has compared the names. */
  namesCompared?: boolean
}

export type Verdict =
  | { kind: 'allowed'; visits: Visit[] }
  | { kind: 'completed'; visit: Visit }
  | { kind: 'ended'; enterprise: VisitEnterprise; premises: VisitPremises[]; visits: Visit[] }
  | { kind: 'renamed'; enterprise: VisitEnterprise; onLicence: string }
  | { kind: 'other_premises'; visits: Visit[] }
  | { kind: 'other_day'; visit: Visit }
  | { kind: 'colleagues'; visit: AgencyVisit }
  | { kind: 'quiet'; enterprise: VisitEnterprise; premises: VisitPremises[]; until: string }
  | { kind: 'no_plan'; enterprise: VisitEnterprise; premises: VisitPremises[] }
  | { kind: 'unresolved' }

export function judge(code: LicenseCode, known: Known): Verdict {
  const own = known.visits.filter(visit => belongs(visit, code, known))
  const due = own.filter(visit => isDue(visit, known))
  const inside = due.some(visit => visit.state === 'started')
  const enterprise = enterpriseOf(code, own, known)
  if (enterprise && !inside && renamed(enterprise, code, known)) return { kind: 'renamed', enterprise, onLicence: code.name! }
  if (enterprise && !inside && hasEnded(enterprise, known.today)) return { kind: 'ended', enterprise, premises: known.answer?.premises ?? [], visits: due }
  if (due.length > 0) return elsewhere(due, code) ? { kind: 'other_premises', visits: due } : { kind: 'allowed', visits: here(due, code) }
  const finished = own.find(visit => stateForUs(visit, known.today) === 'completed' && visit.visit_on === known.today)
  if (finished) return { kind: 'completed', visit: finished }
  return withoutPlan(code, enterprise, own.filter(visit => visit.state === 'open'), known)
}

/** One's own visit on another day is told before the quiet period that it makes itself. */
function withoutPlan(code: LicenseCode, enterprise: VisitEnterprise | null, own: Visit[], known: Known): Verdict {
  if (own[0]) return { kind: 'other_day', visit: own[0] }
  const colleagues = (known.colleagues ?? []).find(visit => isColleagues(visit, code, enterprise, known.today))
  if (colleagues) return { kind: 'colleagues', visit: colleagues }
  const quiet = quietUntil(code, enterprise, known)
  if (quiet) return quiet
  return enterprise ? { kind: 'no_plan', enterprise, premises: known.answer?.premises ?? [] } : { kind: 'unresolved' }
}

function enterpriseOf(code: LicenseCode, own: Visit[], { answer, named }: Known): VisitEnterprise | null {
  return answer?.enterprise ?? own[0]?.enterprise ?? named ?? stranger(code)
}

function belongs(visit: Visit, code: LicenseCode, { answer, named }: Known): boolean {
  const { door_token, other_doors = [] } = visit.premises
  if (code.doorToken && [door_token, ...other_doors].includes(code.doorToken)) return true
  const known = [...code.creditCodes, named?.credit_code, answer?.credit_code, answer?.enterprise?.credit_code]
  return known.includes(visit.enterprise.credit_code) || (answer?.visits ?? []).includes(visit.id)
}

/** A visit of yesterday that nobody began may still be begun where the server says so. */
function isDue(visit: Visit, { today, answer }: Known): boolean {
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

function hasEnded({ ended_on }: VisitEnterprise, today: string): boolean {
  return Boolean(ended_on && ended_on <= today)
}

/** The licence says another name than the register: an old licence, or a new name nobody entered. */
function renamed({ name }: VisitEnterprise, code: LicenseCode, { namesCompared }: Known): boolean {
  return !namesCompared && code.creditCodes.length > 0 && Boolean(code.name && name) && !sameName(name, code.name!)
}

function isColleagues(visit: AgencyVisit, code: LicenseCode, enterprise: VisitEnterprise | null, today: string): boolean {
  const here = code.doorToken ? visit.premises.door_token === code.doorToken : visit.enterprise.credit_code === enterprise?.credit_code
  return here && visit.visit_on === today && (visit.state === 'open' || visit.state === 'started')
}

/** The server knows best; without it the periods that were pulled tell of each door. */
function quietUntil(code: LicenseCode, enterprise: VisitEnterprise | null, { answer, quiet, today }: Known): Verdict | null {
  if (answer) return enterprise && answer.quiet_until ? { kind: 'quiet', enterprise, premises: answer.premises, until: answer.quiet_until } : null
  const here = (quiet ?? []).filter(each => (code.doorToken ? each.premises.door_token === code.doorToken : each.enterprise.credit_code === enterprise?.credit_code))
  const [longest] = here.filter(({ first, last }) => first <= today && today <= last).sort((one, other) => other.last.localeCompare(one.last))
  if (!longest) return null
  const told = enterprise?.name ? enterprise : { ...longest.enterprise, industry_name: '' }
  return { kind: 'quiet', enterprise: told, premises: [{ ...longest.premises, number: null }], until: longest.last }
}

/** Known by its code only: offline, or not in the register. */
function stranger(code: LicenseCode): VisitEnterprise | null {
  const [creditCode] = code.creditCodes
  return creditCode ? { id: null, name: code.name ?? '', credit_code: creditCode, industry_name: '' } : null
}
