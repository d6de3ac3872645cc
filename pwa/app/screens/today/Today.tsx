/** Today's visits in the order of the day, then what the next fortnight holds. */
import type { Visit } from '../../rules/records'
import { me, visits } from '../../store'
import { t } from '../../words'
import { dayInWords, localDay, nearDay } from '../../words/dates'
import { Frame } from '../parts/Frame'
import { InstallHint } from './InstallHint'
import { VisitCard } from './VisitCard'

const ORDER = ['started', 'open', 'completed', 'cancelled', 'lapsed']

export function Today() {
  const today = localDay()
  const now = visits.value.filter(visit => visit.visit_on === today || (visit.state === 'started' && visit.visit_on < today))
  const later = visits.value.filter(visit => visit.visit_on > today && visit.state !== 'cancelled')
  const toDo = now.filter(visit => visit.state === 'open' || visit.state === 'started').length
  return (
    <Frame title={headline(now, toDo)} over={`${dayInWords(today)} · ${me.value?.inspector?.agency_name ?? me.value?.account.name ?? ''}`}>
      <InstallHint />
      {now.length === 0 && <Empty next={later[0]} />}
      <ul class="cards">{[...now].sort(byState).map(visit => <li key={visit.id}><VisitCard visit={visit} /></li>)}</ul>
      {later.length > 0 && <Later visits={later} />}
      <Earlier visits={visits.value.filter(visit => visit.visit_on < today && visit.state === 'completed')} />
    </Frame>
  )
}

function headline(now: Visit[], toDo: number): string {
  if (now.length === 0) return t('今日没有检查任务')
  return toDo === 0 ? t('今日检查已全部完成') : t('今日待检查 {n} 家', { n: toDo })
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

function byState(one: Visit, other: Visit): number {
  return ORDER.indexOf(one.state) - ORDER.indexOf(other.state)
}
