/** A finding while it is being written: on the disk at every keystroke, a record only when it is saved. */
import { daysLater } from '../../words/dates'
import type { Finding, Severity, Visit } from '../../rules/records'
import { drafts, newId } from '../../store'
import { keptUnder } from '../parts/useKept'

export interface FindingDraft {
  /** The finding's id from the start: its photos name it before it is saved. */
  finding: string
  text: string
  severity: Severity
  due: string | null
  photos: string[]
  corrects: string | null
}

export function emptyDraft(): FindingDraft {
  return { finding: newId(), text: '', severity: 'ordinary', due: null, photos: [], corrects: null }
}

export function correctionOf(finding: Finding): FindingDraft {
  const { text, severity, correction_due, evidence, id } = finding
  return { finding: newId(), text, severity, due: correction_due, photos: evidence, corrects: id }
}

export function draftKey(visit: string, item: string, line: string): string {
  return `finding/${visit}/${item}/${line}/`
}

/** Whether something was written or photographed that is not a record yet. */
export function hasDraft(visit: Visit, item: string, line: string): boolean {
  const draft = keptUnder<FindingDraft>(draftKey(visit.id, item, line))
  return draft !== null && (draft.text.trim() !== '' || photosOf(visit, draft).length > 0)
}

/** The draft's own photos, and those that were on the disk when the app was closed before the draft was. */
export function photosOf(visit: Visit, draft: FindingDraft): string[] {
  const taken = visit.evidence.filter(photo => photo.finding === draft.finding).map(photo => photo.sha256)
  return [...new Set([...draft.photos, ...taken])]
}

export function forgetDraft(key: string): Promise<void> {
  return drafts.forget(key)
}

export const DEADLINES = [7, 15, 30]

export function deadline(today: string, days: number): string {
  return daysLater(today, days)
}
