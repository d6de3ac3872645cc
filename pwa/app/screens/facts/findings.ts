/** Which findings stand, and what they make of each inspection item. */
import type { Finding, ItemOutcome, ItemVersion, Outcome, Visit } from '../../rules/records'
import { counting } from './differences'

/** Neither withdrawn nor replaced by a correction that stands. */
export function standing(findings: Finding[]): Finding[] {
  const replaced = new Set(findings.filter(finding => !finding.withdrawn).map(finding => finding.corrects))
  return findings.filter(finding => !finding.withdrawn && !replaced.has(finding.id))
}

export function standingOn(visit: Visit, item: string, line?: string): Finding[] {
  return standing(visit.findings).filter(finding => finding.inspection_item === item && (!line || finding.line === line))
}

export function outcomesOf(visit: Visit, items: ItemVersion[]): ItemOutcome[] {
  return items.map(item => ({ inspection_item: item.code, outcome: outcomeOf(visit, item.code) }))
}

export function outcomeOf(visit: Visit, item: string): Outcome {
  const found = standingOn(visit, item)
  if (found.some(finding => finding.correction_due)) return 'correction_ordered'
  const failed = visit.answers.some(answer => answer.inspection_item === item && counting(visit, answer) === 'nonconforming')
  return found.length > 0 || failed ? 'problems_found' : 'no_problem'
}
