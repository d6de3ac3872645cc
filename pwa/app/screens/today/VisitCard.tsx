/** One visit in a list: where, with whom, how much, and how it stands. */
import type { Visit } from '../../rules/records'
import { agencies } from '../../store'
import { t } from '../../words'
import { causeInWords } from '../../words/field'
import { countItems, itemsByAgency } from '../facts/visit'
import { PlaceIcon } from '../parts/icons'
import { Tag } from '../parts/Notice'
import { StateTag } from '../parts/StateTag'

export function VisitCard({ visit, small = false }: { visit: Visit; small?: boolean }) {
  return (
    <a class={small ? 'card card-link card-small' : 'card card-link'} href={`#/visit/${visit.id}`}>
      <div class="card-top">
        <StateTag visit={visit} />
        {visit.channel === 'green' && <Tag tone="attention">{t('绿色通道')}</Tag>}
        {visit.channel === 'recheck' && <Tag tone="attention">{t('复查')}</Tag>}
        {!visit.planned && <Tag tone="attention">{t('临时登记')}</Tag>}
      </div>
      <p class="card-name">{visit.enterprise.name || visit.enterprise.credit_code}</p>
      {visit.premises.address && <p class="card-place"><PlaceIcon />{visit.premises.address}</p>}
      <p class="card-facts">{factsOf(visit)}</p>
    </a>
  )
}

function factsOf(visit: Visit): string {
  if (visit.plans.length === 0) return visit.cause ? causeInWords(visit.cause) : t('计划外检查')
  const names = itemsByAgency(visit, new Map()).map(({ agency, agency_name }) => agencies.value.get(agency)?.short_name || agency_name)
  return `${names.join(t('、'))} · ${t('{n} 项', { n: countItems(visit) })}`
}
