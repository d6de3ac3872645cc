/** A visit as this phone sees it: the server's record with the phone's own operations applied; the same twice as once. */
import { differences } from './differences'
import type { Answer, Finding, Settlement, Visit, VisitEnterprise, VisitPremises } from './records'
import type { Bodies, Kind, Operation } from './operations'

export interface Author {
  inspector: string
  name: string
  agency: string
}

type VisitKind = Exclude<Kind, `code.${string}` | `document.${string}`>
type Step<K extends Kind> = (visit: Visit, operation: Operation<K>, by: Author) => Visit

const STEPS: { [K in VisitKind]: Step<K> } = {
  'visit.opened': opened,
  'line.answered': answered,
  'answer.settled': settled,
  'finding.recorded': found,
  'finding.withdrawn': withdrawn,
  'evidence.taken': photographed,
  'statement.recorded': stated,
  'visit.closed': closed,
}

export function applyOperations(visit: Visit, operations: Operation[], by: Author): Visit {
  const seen = operations.reduce((before, operation) => {
    const step = STEPS[operation.kind as VisitKind] as Step<Kind> | undefined
    return step ? step(before, operation, by) : before
  }, { ...visit, settlements: visit.settlements ?? [] }) // A record pulled by an earlier version has none.
  return { ...seen, differences: differences(seen.answers, seen.settlements) }
}

/** A visit that only this phone knows of yet. */
export function unplannedVisit(id: string, visitOn: string, enterprise: VisitEnterprise, premises: VisitPremises): Visit {
  return {
    id, visit_on: visitOn, state: 'open', planned: false, channel: null, cause: null, enterprise, premises,
    lead_agency: '', plans: [], opened: [], answers: [], settlements: [], differences: [], findings: [], evidence: [],
    statement: null, closed: null, closings: [], recent_results: [],
  }
}

function opened(visit: Visit, operation: Operation<'visit.opened'>, by: Author): Visit {
  const entry = { inspector: by.inspector, name: by.name, agency: by.agency, made_at: operation.made_at }
  const known = visit.opened.some(other => other.inspector === by.inspector)
  return {
    ...withFiles(visit, operation),
    state: visit.state === 'open' || goesOn(visit) ? 'started' : visit.state,
    cause: visit.cause ?? operation.body.cause,
    opened: known ? visit.opened : [...visit.opened, entry],
  }
}

/** The other agencies of a joint visit have finished, ours has not. */
function goesOn(visit: Visit): boolean {
  return visit.state === 'completed' && !visit.closed
}

function answered(visit: Visit, operation: Operation<'line.answered'>, by: Author): Visit {
  const { inspection_item, line, value, adopts } = operation.body
  const answer: Answer = {
    inspection_item, line, value, inspector: by.inspector, inspector_name: by.name, agency: by.agency, operation: operation.id,
    adopts: adopts ?? null,
  }
  const same = (other: Answer) => other.inspection_item === inspection_item && other.line === line && other.inspector === by.inspector
  const others = visit.answers.filter(other => !same(other))
  return { ...visit, answers: [...others, answer] }
}

/** Whether the line that this operation answered is still open between inspectors. */
export function differs(visit: Visit | undefined, operation: Operation): boolean {
  const { inspection_item, line } = operation.body as Bodies['line.answered']
  const difference = visit?.differences.find(each => each.inspection_item === inspection_item && each.line === line)
  return difference?.value === null
}

function settled(visit: Visit, operation: Operation<'answer.settled'>, by: Author): Visit {
  const { visit: _, ...told } = operation.body
  const settlement: Settlement = {
    ...told, inspector: by.inspector, inspector_name: by.name, agency: by.agency, operation: operation.id, made_at: operation.made_at,
  }
  return { ...visit, settlements: [...visit.settlements.filter(other => other.operation !== operation.id), settlement] }
}

function found(visit: Visit, operation: Operation<'finding.recorded'>, by: Author): Visit {
  const { finding, inspection_item, line, text, severity, correction_due, evidence, corrects } = operation.body
  const before = visit.findings.find(other => other.id === finding)
  const photos = visit.evidence.filter(photo => photo.finding === finding).map(photo => photo.sha256)
  const entry: Finding = {
    id: finding, inspection_item, line, text, severity, correction_due, corrects,
    inspector: by.inspector, inspector_name: by.name, agency: by.agency,
    evidence: [...new Set([...evidence, ...(before?.evidence ?? []), ...photos])],
    withdrawn: before?.withdrawn ?? false,
  }
  return { ...visit, findings: [...visit.findings.filter(other => other.id !== finding), entry] }
}

function withdrawn(visit: Visit, operation: Operation<'finding.withdrawn'>): Visit {
  const { finding } = operation.body
  return { ...visit, findings: visit.findings.map(other => (other.id === finding ? { ...other, withdrawn: true } : other)) }
}

function photographed(visit: Visit, operation: Operation<'evidence.taken'>): Visit {
  const { visit: _, ...place } = operation.body
  const { sha256, finding } = place
  const shown = withFiles(visit, operation)
  return {
    ...shown,
    evidence: shown.evidence.map(photo => (photo.sha256 === sha256 ? { ...photo, ...place } : photo)),
    findings: visit.findings.map(other => (other.id === finding ? withEvidence(other, sha256) : other)),
  }
}

/** The files an operation names, once each; what the server said of them stays. */
function withFiles(visit: Visit, operation: Operation): Visit {
  const known = new Set(visit.evidence.map(photo => photo.sha256))
  const fresh = operation.blobs.filter(blob => !known.has(blob.sha256))
  const nowhere = { stored: false, finding: null, inspection_item: null, line: null, caption: '' }
  return { ...visit, evidence: [...visit.evidence, ...fresh.map(blob => ({ ...blob, ...nowhere }))] }
}

function withEvidence(finding: Finding, sha256: string): Finding {
  return { ...finding, evidence: [...new Set([...finding.evidence, sha256])] }
}

function stated(visit: Visit, operation: Operation<'statement.recorded'>): Visit {
  const { visit: _, ...statement } = operation.body
  return { ...withFiles(visit, operation), statement }
}

function closed(visit: Visit, operation: Operation<'visit.closed'>, by: Author): Visit {
  const { summary, outcomes } = operation.body
  const { inspector, name, agency } = by
  const closing = { made_at: operation.made_at, summary, outcomes, inspector, inspector_name: name, agency }
  const moment = Date.parse(closing.made_at)
  const others = visit.closings.filter(other => Date.parse(other.made_at) !== moment || other.inspector !== inspector)
  return { ...visit, state: 'completed', closed: closing, closings: [...others, closing] }
}
