/** Days and times as people here say them: 10月12日 周一, near days also by name. */
import { now } from './clock'
import { language, t } from './index'

const ZONE = 'Asia/Shanghai'
const A_DAY = 86_400_000

/** The calendar day here, as YYYY-MM-DD. */
export function localDay(moment: Date = now()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(moment)
}

export function daysLater(day: string, count: number): string {
  return new Date(Date.parse(day) + count * A_DAY).toISOString().slice(0, 10)
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / A_DAY)
}

export function dayInWords(day: string): string {
  const moment = new Date(Date.parse(day))
  if (language.value === 'en') return format(moment, { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
  const [, month, dayOfMonth] = day.split('-').map(Number)
  return `${month}月${dayOfMonth}日 周${'日一二三四五六'[moment.getUTCDay()]}`
}

/** Without its weekday. */
export function plainDay(day: string): string {
  if (language.value === 'en') return format(new Date(Date.parse(day)), { timeZone: 'UTC', day: 'numeric', month: 'short' })
  const [, month, dayOfMonth] = day.split('-').map(Number)
  return `${month}月${dayOfMonth}日`
}

/** With its year, for what lies far away. */
export function fullDay(day: string): string {
  if (language.value === 'en') return format(new Date(Date.parse(day)), { timeZone: 'UTC', dateStyle: 'long' })
  const [year, month, dayOfMonth] = day.split('-').map(Number)
  return `${year}年${month}月${dayOfMonth}日`
}

/** 明天 · 10月13日 周二. */
export function nearDay(day: string, today: string = localDay()): string {
  const name = nameOf(daysBetween(today, day))
  return name ? `${name} · ${dayInWords(day)}` : dayInWords(day)
}

export function timeInWords(moment: string): string {
  return format(new Date(moment), { timeZone: ZONE, hour: '2-digit', minute: '2-digit' })
}

export function momentInWords(moment: string, today: string = localDay()): string {
  const day = localDay(new Date(moment))
  return day === today ? timeInWords(moment) : `${dayInWords(day)} ${timeInWords(moment)}`
}

function nameOf(distance: number): string | null {
  if (distance === -1) return t('昨天')
  if (distance === 0) return t('今天')
  if (distance === 1) return t('明天')
  return distance === 2 ? t('后天') : null
}

function format(moment: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', options).format(moment)
}
