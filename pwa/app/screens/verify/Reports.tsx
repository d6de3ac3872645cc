/** What this phone has reported: still waiting for signal, or with its receipt. */
import { useEffect, useState } from 'preact/hooks'
import { readReports, type Report } from '../../store/reports'
import { sendReports } from '../../sync/reports'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { Tag } from '../parts/Notice'

const SHOWN = 5

export function Reports() {
  const reports = useReports()
  if (reports.length === 0) return null
  return (
    <section aria-label={t('已反映')}>
      {reports.slice(0, SHOWN).map(({ key, at, receipt }) => (
        <p class="verify-standing" key={key}>
          {receipt ? <Tag tone="valid">{t('司法局已收到')}</Tag> : <Tag tone="waiting">{t('已存在本机，联网后送出')}</Tag>}
          <span class="muted">{momentInWords(at)}{receipt && <>{' · '}<a href={receipt}>{t('查看回执')}</a></>}</span>
        </p>
      ))}
    </section>
  )
}

/** Sent when the screen opens and whenever there is signal again. */
function useReports(): Report[] {
  const [reports, setReports] = useState<Report[]>([])
  async function send() {
    setReports(await readReports())
    await sendReports()
    setReports(await readReports())
  }
  useEffect(() => {
    const begin = () => void send()
    begin()
    addEventListener('online', begin)
    return () => removeEventListener('online', begin)
  }, [])
  return reports
}
