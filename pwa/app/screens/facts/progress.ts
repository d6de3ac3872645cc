/** How far a checklist is: which lines have an answer, and which come next. */
import type { Answer, ItemVersion, Visit } from '../../rules/records'

export interface OpenLine {
  item: ItemVersion
  line: string
}

export interface Progress {
  done: number
  total: number
  open: OpenLine[]
}

export function answersTo(visit: Visit, item: string, line: string): Answer[] {
  return visit.answers.filter(answer => answer.inspection_item === item && answer.line === line)
}

/** One's own answer before a colleague's. */
export function answerTo(visit: Visit, item: string, line: string, self?: string): Answer | undefined {
  const answers = answersTo(visit, item, line)
  return answers.find(answer => answer.inspector === self) ?? answers.at(-1)
}

export function progressOf(visit: Visit, items: ItemVersion[]): Progress {
  const lines = items.flatMap(item => item.lines.map(({ line }) => ({ item, line })))
  const open = lines.filter(({ item, line }) => !answerTo(visit, item.code, line))
  return { done: lines.length - open.length, total: lines.length, open }
}
