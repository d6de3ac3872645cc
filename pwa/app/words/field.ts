/** The field's own words for the values that records carry. */
import type { Cause, LineValue, Outcome, Severity, VisitState } from '../rules/records'
import { t } from './index'

export function lineValueInWords(value: LineValue): string {
  return {
    conforming: t('合格'), nonconforming: t('不合格'), not_inspected: t('未检查'), not_applicable: t('合理缺项'),
  }[value]
}

export function severityInWords(severity: Severity): string {
  return { minor: t('轻微'), ordinary: t('一般'), serious: t('严重') }[severity]
}

export function outcomeInWords(outcome: Outcome): string {
  return { no_problem: t('未发现问题'), problems_found: t('发现问题'), correction_ordered: t('责令改正') }[outcome]
}

export function causeInWords(cause: Cause): string {
  return {
    emergency: t('应急'), superior_order: t('上级部署'), tip_off: t('投诉举报'), covert: t('暗访'), other: t('其他原因'),
  }[cause]
}

export function visitStateInWords(state: VisitState): string {
  return {
    open: t('待检查'), started: t('检查中'), completed: t('已完成'), cancelled: t('已取消'), lapsed: t('已失效'),
  }[state]
}
