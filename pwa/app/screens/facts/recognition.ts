/** 互认 in one sentence: who looked at it, when, and until when that counts. */
import type { Recognised } from '../../rules/records'
import { t } from '../../words'
import { fullDay, localDay, plainDay } from '../../words/dates'

export function sentenceOf({ agency_name, visit_on, valid_until }: Recognised): string {
  const [looked, until, today] = [visit_on, valid_until, localDay()].map(day => Number(day.slice(0, 4)))
  const thisYear = looked === today
  const words = { agency: agency_name, day: thisYear ? plainDay(visit_on) : fullDay(visit_on) }
  if (thisYear && until === today) return t('互认：{agency}{day}已查，有效至{until}', { ...words, until: plainDay(valid_until) })
  if (thisYear && until === looked! + 1) return t('互认：{agency}{day}已查，有效至次年{until}', { ...words, until: plainDay(valid_until) })
  return t('互认：{agency}{day}已查，有效至{until}', { ...words, until: fullDay(valid_until) })
}
