/** Sends what the manager's phone has to report, through the same form that a browser without script sends. */
import { keepReceipt, readReports, type Report } from '../store/reports'
import { t } from '../words'
import { momentInWords } from '../words/dates'

const PATIENCE = 5 * 60_000
const LATER = 2 * 60_000

/** Everything that waits, one after the other; what cannot be sent now waits on. */
export async function sendReports(): Promise<void> {
  for (const report of await readReports()) {
    if (!report.receipt) await send(report).catch(() => null)
  }
}

async function send(report: Report): Promise<void> {
  const answer = await fetch(`/e/${encodeURIComponent(report.door)}/no-code`, { method: 'POST', body: asForm(report), signal: AbortSignal.timeout(PATIENCE) })
  const { pathname } = new URL(answer.url)
  if (answer.ok && pathname.startsWith('/complaints/')) await keepReceipt(report, pathname)
}

function asForm({ key, place, text, at, photos }: Report): FormData {
  const form = new FormData()
  form.set('key', key)
  form.set('place', place)
  form.set('text', isLate(at) ? `${text}\n${t('（手机记录：{time}，当时没有信号）', { time: momentInWords(at) })}` : text)
  photos.forEach((photo, number) => form.append('photo', photo, `${number + 1}.jpg`))
  return form
}

function isLate(at: string): boolean {
  return Date.now() - Date.parse(at) > LATER
}
