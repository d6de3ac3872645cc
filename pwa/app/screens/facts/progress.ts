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

export function answerTo(visit: Visit, item: string, line: string): Answer | undefined {
  return visit.answers.find(answer => answer.inspection_item === item && answer.line === line)
}

export function progressOf(visit: Visit, items: ItemVersion[]): Progress {
  const lines = items.flatMap(item => item.lines.map(({ line }) => ({ item, line })))
  const open = lines.filter(({ item, line }) => !answerTo(visit, item.code, line))
  return { done: lines.length - open.length, total: lines.length, open }
}
