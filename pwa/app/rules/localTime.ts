/** The phone's own time with its offset, as a claim: 2026-11-23T09:41:07.120+08:00. */

export function localTime(moment: Date = new Date()): string {
  const offset = -moment.getTimezoneOffset()
  const shifted = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')
  const minutes = String(Math.abs(offset) % 60).padStart(2, '0')
  return `${shifted}${offset < 0 ? '-' : '+'}${hours}:${minutes}`
}
