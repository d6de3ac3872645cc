/** What a document says, from what this phone knows: always Chinese, as the forms are; what is not known is left to the pen. */
import type { Cause, Channel, ItemVersion, LineValue, Outcome, Severity, TeamMember, Visit, VisitPlan } from '../../rules/records'
import { me } from '../../store'
import { localDay } from '../../words/dates'
import { myAgency, myItems } from '../checklist/myItems'
import { counting } from '../facts/differences'
import { outcomesOf, standingOn } from '../facts/findings'
import { teamOf } from '../facts/visit'

const CAUSES: Record<Cause, string> = { emergency: '应急', superior_order: '上级部署', tip_off: '投诉举报', covert: '暗访', other: '其他原因' }
const CHANNELS: Record<Channel, string> = { ordinary: '日常计划', green: '绿色通道', recheck: '复查' }
const VALUES: Record<LineValue, string> = { conforming: '合格', nonconforming: '不合格', not_inspected: '未检查', not_applicable: '合理缺项' }
const SEVERITIES: Record<Severity, string> = { minor: '轻微', ordinary: '一般', serious: '严重' }
const OUTCOMES: Record<Outcome, string> = { no_problem: '未发现问题', problems_found: '发现问题', correction_ordered: '责令改正' }
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
  const basis = items.flatMap(item => item.legal_basis.map(({ law, article }) => `《${law}》${article}`))
  const team = plan?.team ?? []
  return {
    kind_of_check: kindOfCheck(plan), source: plan ? (plan.cause ? CAUSES[plan.cause] : CHANNELS[plan.channel]) : '未报备计划',
    items: listed(items.map(item => item.name)), legal_basis: listed(basis),
    team: listed(team.filter(({ role }) => role === 'inspector').map(person)),
    helpers: listed(team.filter(({ role }) => role === 'helper').map(({ name }) => name)) || '无',
    together: listed(visit.plans.filter(one => one.agency !== plan?.agency).map(one => one.agency_name)) || '无',
  }
}

/** 司法部问答: 日常检查, 个案检查 and 专项检查. */
function kindOfCheck(plan: VisitPlan | undefined): string {
  if (!plan || ['emergency', 'tip_off', 'other'].includes(plan.cause ?? '')) return '个案检查'
  return plan.cause === 'superior_order' ? '专项检查' : '日常检查'
}

function recorded(visit: Visit, agency: string): Record<string, string> {
  const [first] = visit.opened
  const photos = visit.evidence.filter(photo => photo.role === 'evidence')
  const said = visit.statement
  return {
    started_at: first ? moment(first.made_at) : '', completed_at: visit.closed ? moment(visit.closed.made_at) : '',
    entered: listed(entered(visit, agency)), answers: first ? answers(visit) : '', findings: first ? findings(visit) : '',
    evidence: photos.length ? `共${photos.length}份，原件按SHA-256摘要存档：${listed(photos.map(({ sha256 }) => sha256.slice(0, 16)))}` : first ? '无' : '',
    statement: said?.text ?? '', representative: said?.representative ?? '',
    signature: said ? (said.refused ? `拒绝签字：${said.refusal_reason}；见证人：${said.witness}` : said.representative) : '',
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
  return myItems(visit).map(item => [`【${item.name}】`, ...answered(visit, item)].join('\n')).join('\n')
}

function answered(visit: Visit, item: ItemVersion): string[] {
  const told = item.lines.flatMap(line => {
    const given = visit.answers.filter(answer => answer.inspection_item === item.code && answer.line === line.line)
    const words = [...new Set(given.map(answer => VALUES[counting(visit, answer)]))]
    return words.length ? [`${line.content}：${words.join('、')}`] : []
  })
  return told.map((text, index) => `${index + 1}. ${text}`)
}

function findings(visit: Visit): string {
  const found = myItems(visit).flatMap(item => standingOn(visit, item.code))
  const told = found.map(({ text, severity, correction_due }, index) =>
    `${index + 1}. ${text}（${SEVERITIES[severity]}）${correction_due ? ` 请于${day(correction_due)}前整改` : ''}`)
  return told.join('\n') || '未发现问题。'
}

/** What the phone would conclude from its own record: the server's result, once there, stands in the issued document. */
function concluded(visit: Visit): Record<string, string> {
  if (!visit.closed) return {}
  const items = myItems(visit)
  const each = outcomesOf(visit, items)
  const name = (code: string) => items.find(item => item.code === code)?.name ?? code
  return {
    outcome: OUTCOMES[GRAVEST.find(one => each.some(({ outcome }) => outcome === one)) ?? 'no_problem'],
    outcomes: each.map(({ inspection_item, outcome }) => `${name(inspection_item)}：${OUTCOMES[outcome]}`).join('；'),
    responsible: visit.closed.inspector_name,
  }
}

function person({ name, badge_number }: TeamMember): string {
  return `${name}（${badge_number}）`
}

function listed(words: string[]): string {
  return [...new Set(words)].join('、')
}

function day(on: string): string {
  const [year, month, date] = on.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

function moment(at: string): string {
  const when = new Date(at)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(when)
  return `${day(localDay(when))}${time}`
}
