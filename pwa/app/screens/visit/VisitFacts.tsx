/** Everything one should know of a visit before it begins: agencies, items, team, what was found lately. */
import type { RecentResult, Visit } from '../../rules/records'
import { itemVersions } from '../../store'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { causeInWords, outcomeInWords } from '../../words/field'
import { itemsByAgency, teamOf } from '../facts/visit'
import { LegalBasis } from '../checklist/LegalBasis'
import { Later } from '../parts/Later'
import type { Outcome } from '../../rules/records'

export function VisitFacts({ visit }: { visit: Visit }) {
  const agencies = itemsByAgency(visit, itemVersions.value)
  return (
    <>
      {visit.cause && <p class="cause">{t('原因：{cause}', { cause: causeInWords(visit.cause) })}</p>}
      {visit.recognised?.length ? <Later show={({ RecognisedItems }) => <RecognisedItems visit={visit} />} /> : null}
      {agencies.map(({ agency, agency_name, items }) => (
        <section key={agency} class="panel">
          <h2>{agency_name}{agency === visit.lead_agency && agencies.length > 1 && <small class="lead">{t('牵头')}</small>}</h2>
          <ul class="plain">
            {items.map(item => (
              <li key={item.id} class="item-line">
                <p>{item.name}<span class="muted"> · {t('{n} 行', { n: item.lines.length })}</span></p>
                <LegalBasis item={item} />
              </li>
            ))}
          </ul>
          <Team visit={visit} agency={agency} />
        </section>
      ))}
      <Recent results={visit.recent_results} />
    </>
  )
}

function Team({ visit, agency }: { visit: Visit; agency: string }) {
  const members = teamOf(visit).filter(member => member.agency === agency)
  return (
    <ul class="plain team">
      {members.map(member => (
        <li key={member.inspector}>
          <span>{member.name}{member.role === 'helper' && <small class="lead">{t('辅助人员')}</small>}</span>
          <span class="muted code">{member.badge_number}</span>
        </li>
      ))}
    </ul>
  )
}

function Recent({ results }: { results: RecentResult[] }) {
  if (results.length === 0) return null
  return (
    <details class="fold">
      <summary>{t('半年以内检查结果（{n}）', { n: results.length })}</summary>
      {results.map((result, index) => (
        <section key={index} class="recent">
          <h3>{dayInWords(result.visit_on)} · {result.agency_name}</h3>
          {result.objected && <p class="attention-words">{t('异议复查中，结果目前仍有效')}</p>}
          <ul class="plain">{result.items.map(item => <li key={item.code}>{item.name}<span class="muted">{outcomeInWords(item.outcome as Outcome)}</span></li>)}</ul>
          {result.open_corrections > 0 && <p class="attention-words">{t('还有 {n} 项整改未完成', { n: result.open_corrections })}</p>}
        </section>
      ))}
    </details>
  )
}
