/** Today's visits in the order of the day, then what the next fortnight holds. */
import type { Visit } from '../../rules/records'
import { me, syncState, visits } from '../../store'
import { t } from '../../words'
import { dayInWords, daysLater, localDay, nearDay } from '../../words/dates'
import { stateForUs } from '../facts/visit'
import { Frame } from '../parts/Frame'
import { Notice } from '../parts/Notice'
import { InstallHint } from './InstallHint'
import { VisitCard } from './VisitCard'

const AHEAD = 14
const ORDER = ['started', 'open', 'completed', 'cancelled', 'lapsed']

export function Today() {
  const today = localDay()
  const complete = syncState.value.lastPullAt !== null
  const stateOf = (visit: Visit) => stateForUs(visit, today)
  const now = visits.value.filter(visit => visit.visit_on === today || (visit.visit_on < today && stateOf(visit) === 'started'))
  const later = visits.value.filter(visit => visit.visit_on > today && visit.visit_on <= daysLater(today, AHEAD) && visit.state !== 'cancelled')
  const toDo = now.filter(visit => ['open', 'started'].includes(stateOf(visit))).length
  const byState = (one: Visit, other: Visit) => ORDER.indexOf(stateOf(one)) - ORDER.indexOf(stateOf(other))
  return (
    <Frame title={complete || now.length > 0 ? headline(now, toDo) : syncState.value.leaseEndedAfter !== null ? t('请联网核对任务') : t('正在取您的任务')} over={`${dayInWords(today)} · ${me.value?.inspector?.agency_name ?? me.value?.account.name ?? ''}`}>
      <InstallHint />
      {!complete && <StillFetching />}
      {complete && now.length === 0 && <Empty next={later[0]} />}
      <ul class="cards">{[...now].sort(byState).map(visit => <li key={visit.id}><VisitCard visit={visit} /></li>)}</ul>
      {later.length > 0 && <Later visits={later} />}
      <Earlier visits={visits.value.filter(visit => visit.visit_on < today && stateOf(visit) === 'completed')} />
    </Frame>
  )
}

function headline(now: Visit[], toDo: number): string {
  if (now.length === 0) return t('今日没有检查任务')
  return toDo === 0 ? t('今日检查已全部完成') : t('今日待检查 {n} 家', { n: toDo })
}

/** Until the first complete download nobody can say what today holds. */
function StillFetching() {
  const { online, problem, leaseEndedAfter } = syncState.value
  if (leaseEndedAfter !== null) return <LeaseEnded days={leaseEndedAfter} />
  if (problem === 'sign_in') return <Notice tone="attention" title={t('登录已过期，任务还没有取完')}><p><a href="#/sign-in">{t('重新登录')}</a></p></Notice>
  return (
    <Notice tone="waiting" title={online === false ? t('现在没有信号，任务还没有取完') : t('正在从服务器取您的任务…')}>
      <p>{t('有网络时自动继续。现在也可以扫码登记，记录先存在本机。')}</p>
    </Notice>
  )
}

/** Somebody may have lost the right to see them, and the phone could not know. */
function LeaseEnded({ days }: { days: number }) {
  return (
    <Notice tone="attention" title={t('已超过 {n} 天没有联网，任务暂不显示', { n: days })}>
      <p>{t('联网后自动恢复。现在仍可扫码登记，记录和照片先存在本机；已开始的检查也可继续。')}</p>
    </Notice>
  )
}

function Empty({ next }: { next: Visit | undefined }) {
  return (
    <p class="empty">
      {next
        ? t('下一次检查：{day}，{enterprise}。', { day: nearDay(next.visit_on), enterprise: next.enterprise.name })
        : t('未来14天也没有安排。临时检查可先扫码登记。')}
    </p>
  )
}

function Later({ visits }: { visits: Visit[] }) {
  const days = [...new Set(visits.map(visit => visit.visit_on))]
  return (
    <section class="later">
      <h2>{t('未来14天')}</h2>
      {days.map(day => (
        <section key={day}>
          <h3>{nearDay(day)}</h3>
          <ul class="cards">{visits.filter(visit => visit.visit_on === day).map(visit => <li key={visit.id}><VisitCard visit={visit} small /></li>)}</ul>
        </section>
      ))}
    </section>
  )
}

function Earlier({ visits }: { visits: Visit[] }) {
  if (visits.length === 0) return null
  return (
    <details class="fold">
      <summary>{t('最近完成的检查（{n}）', { n: visits.length })}</summary>
      <ul class="cards">{[...visits].reverse().map(visit => <li key={visit.id}><VisitCard visit={visit} small /></li>)}</ul>
    </details>
  )
}
