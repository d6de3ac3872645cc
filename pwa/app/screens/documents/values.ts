/** What a document says, from what this phone knows; what is not known is left to the pen. */
import type { ItemVersion, Outcome, TeamMember, Visit, VisitPlan } from '../../rules/records'
import { me } from '../../store'
import { localDay } from '../../words/dates'
import * as paper from '../../words/paper'
import { dayOnPaper as day, listed } from '../../words/paper'
import { myAgency, myItems } from '../checklist/myItems'
import { counting } from '../facts/differences'
import { outcomesOf, standingOn } from '../facts/findings'
import { teamOf } from '../facts/visit'

const GRAVEST: Outcome[] = ['correction_ordered', 'problems_found', 'no_problem']

export function documentValues(visit: Visit, number: string): Record<string, string> {
  const agency = myAgency(visit)
  const plan = visit.plans.find(one => one.agency === agency)
  return {
    number, agency: plan?.agency_name ?? me.value?.inspector?.agency_name ?? '', visit_on: day(visit.visit_on),
    enterprise: visit.enterprise.name, credit_code: visit.enterprise.credit_code, address: visit.premises.address,
    ...planned(visit, plan), ...recorded(visit, agency), ...concluded(visit),
  }
}

function planned(visit: Visit, plan: VisitPlan | undefined): Record<string, string> {
  const items = myItems(visit)
  const basis = items.flatMap(item => item.legal_basis.map(({ law, article }) => paper.lawOf(law, article)))
  const team = plan?.team ?? []
  return {
    kind_of_check: kindOfCheck(plan), source: plan ? (plan.cause ? paper.CAUSES[plan.cause] : paper.CHANNELS[plan.channel]) : paper.UNPLANNED,
    items: listed(items.map(item => item.name)), legal_basis: listed(basis),
    team: listed(team.filter(({ role }) => role === 'inspector').map(person)),
    helpers: listed(team.filter(({ role }) => role === 'helper').map(({ name }) => name)) || paper.NONE,
    together: listed(visit.plans.filter(one => one.agency !== plan?.agency).map(one => one.agency_name)) || paper.NONE,
  }
}

function kindOfCheck(plan: VisitPlan | undefined): string {
  if (!plan || ['emergency', 'tip_off', 'other'].includes(plan.cause ?? '')) return paper.KINDS.single
  return plan.cause === 'superior_order' ? paper.KINDS.special : paper.KINDS.routine
}

function recorded(visit: Visit, agency: string): Record<string, string> {
  const [first] = visit.opened
  const photos = visit.evidence.filter(photo => photo.role === 'evidence')
  const said = visit.statement
  return {
    started_at: first ? moment(first.made_at) : '', completed_at: visit.closed ? moment(visit.closed.made_at) : '',
    entered: listed(entered(visit, agency)), answers: first ? answers(visit) : '', findings: first ? findings(visit) : '',
    evidence: photos.length ? paper.filesKept(photos.length, listed(photos.map(({ sha256 }) => sha256.slice(0, 16)))) : first ? paper.NONE : '',
    statement: said?.text ?? '', representative: said?.representative ?? '',
    signature: said ? (said.refused ? paper.refused(said.refusal_reason, said.witness) : said.representative) : '',
  }
}

function entered(visit: Visit, agency: string): string[] {
  const team = teamOf(visit)
  return visit.opened.filter(entry => entry.agency === agency).map(entry => {
    const member = team.find(({ inspector }) => inspector === entry.inspector)
    return member ? person(member) : entry.name
  })
}

function answers(visit: Visit): string {
  return myItems(visit).map(item => [paper.heading(item.name), ...answered(visit, item)].join('\n')).join('\n')
}

function answered(visit: Visit, item: ItemVersion): string[] {
  const told = item.lines.flatMap(line => {
    const given = visit.answers.filter(answer => answer.inspection_item === item.code && answer.line === line.line)
    const words = [...new Set(given.map(answer => paper.VALUES[counting(visit, answer)]))]
    return words.length ? [paper.said(line.content, listed(words))] : []
  })
  return told.map((text, index) => `${index + 1}. ${text}`)
}

function findings(visit: Visit): string {
  const found = myItems(visit).flatMap(item => standingOn(visit, item.code))
  const told = found.map(({ text, severity, correction_due }, index) =>
    `${index + 1}. ${paper.bracketed(text, paper.SEVERITIES[severity])}${correction_due ? paper.dueBy(day(correction_due)) : ''}`)
  return told.join('\n') || paper.NOTHING_FOUND
}

/** What the phone would conclude from its own record: the server's result, once there, stands in the issued document. */
function concluded(visit: Visit): Record<string, string> {
  if (!visit.closed) return {}
  const items = myItems(visit)
  const each = outcomesOf(visit, items)
  const name = (code: string) => items.find(item => item.code === code)?.name ?? code
  return {
    outcome: paper.OUTCOMES[GRAVEST.find(one => each.some(({ outcome }) => outcome === one)) ?? 'no_problem'],
    outcomes: paper.joined(each.map(({ inspection_item, outcome }) => paper.said(name(inspection_item), paper.OUTCOMES[outcome]))),
    responsible: visit.closed.inspector_name,
  }
}

function person({ name, badge_number }: TeamMember): string {
  return paper.bracketed(name, badge_number)
}

function moment(at: string): string {
  const when = new Date(at)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(when)
  return `${day(localDay(when))}${time}`
}
