/** What documents say: always Chinese, as the forms are, whatever language the app speaks. */
import type { Cause, Channel, LineValue, Outcome, Severity } from '../rules/records'

export const DRAFT = '草稿'
export const FOOT = { draft: '草稿，没有文号；联网后编号，以平台出具的文书为准。', numbered: '以平台出具的文书为准。' }
export const CAUSES: Record<Cause, string> = { emergency: '应急', superior_order: '上级部署', tip_off: '投诉举报', covert: '暗访', other: '其他原因' }
export const CHANNELS: Record<Channel, string> = { ordinary: '日常计划', green: '绿色通道', recheck: '复查' }
export const VALUES: Record<LineValue, string> = { conforming: '合格', nonconforming: '不合格', not_inspected: '未检查', not_applicable: '合理缺项' }
export const SEVERITIES: Record<Severity, string> = { minor: '轻微', ordinary: '一般', serious: '严重' }
export const OUTCOMES: Record<Outcome, string> = { no_problem: '未发现问题', problems_found: '发现问题', correction_ordered: '责令改正' }
/** 司法部问答: the three kinds of inspection. */
export const KINDS = { routine: '日常检查', single: '个案检查', special: '专项检查' }
export const NONE = '无'
export const UNPLANNED = '未报备计划'
export const NOTHING_FOUND = '未发现问题。'

export const listed = (words: string[]): string => [...new Set(words)].join('、')
export const joined = (words: string[]): string => words.join('；')
export const lawOf = (law: string, article: string): string => `《${law}》${article}`
export const bracketed = (words: string, beside: string): string => `${words}（${beside}）`
export const heading = (words: string): string => `【${words}】`
export const said = (about: string, words: string): string => `${about}：${words}`
export const dueBy = (day: string): string => ` 请于${day}前整改`
export const refused = (reason: string, witness: string): string => `拒绝签字：${reason}；见证人：${witness}`
export const filesKept = (count: number, digests: string): string => `共${count}份，原件按SHA-256摘要存档：${digests}`

export function dayOnPaper(on: string): string {
  const [year, month, date] = on.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
