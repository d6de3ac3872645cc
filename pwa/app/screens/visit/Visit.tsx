/** One visit: what it is before it begins, where it stands while it runs, what was recorded after. */
import type { Visit } from '../../rules/records'
import { me } from '../../store'
import { t } from '../../words'
import { nearDay, localDay, momentInWords } from '../../words/dates'
import { Record } from '../close/Record'
import { openDifferences } from '../facts/differences'
import { hasOpened, stateForUs } from '../facts/visit'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { NextIcon, PlaceIcon, PresentIcon, ScanIcon } from '../parts/icons'
import { Notice } from '../parts/Notice'
import { go } from '../router'
import { PhotosArrival } from './PhotosArrival'
import { VisitFacts } from './VisitFacts'

export function VisitScreen({ visit }: { visit: Visit }) {
  return (
    <Frame title={visit.enterprise.name || visit.enterprise.credit_code} over={nearDay(visit.visit_on)} back="today" action={<NextStep visit={visit} />}>
      <p class="visit-who">
        <span class="code">{visit.enterprise.credit_code}</span>
        {visit.enterprise.industry_name && <> · {visit.enterprise.industry_name}</>}
      </p>
      {visit.premises.address && <p class="card-place"><PlaceIcon />{visit.premises.address}</p>}
      <Standing visit={visit} />
      <ShowCode visit={visit} />
      {hasOpened(visit, me.value?.inspector?.id) && !visit.closed && <a class="row row-button" href={`#/visit/${visit.id}/time`}><span class="switch-words">{t('与企业互证时间')}</span><NextIcon /></a>}
      <Differing visit={visit} />
      <PhotosArrival visit={visit} />
      {visit.closed ? <Record visit={visit} /> : <VisitFacts visit={visit} />}
      {visit.plans.length > 0 && <a class="row row-button" href={`#/visit/${visit.id}/documents`}><span class="switch-words">{t('打印文书')}</span><NextIcon /></a>}
    </Frame>
  )
}

function Standing({ visit }: { visit: Visit }) {
  const [first] = visit.opened
  if (visit.state === 'cancelled') return <Notice tone="waiting" title={t('这次检查已取消')} />
  if (visit.state === 'lapsed') return <Notice tone="stop" title={t('这次检查已失效，未入企')} />
  if (visit.closed) return <Notice tone="valid" title={t('{name} 于 {time} 完成检查', { name: visit.closed.inspector_name, time: momentInWords(visit.closed.made_at) })} />
  if (first) return <Notice tone="attention" title={t('{name} 已于 {time} 入企', { name: first.name, time: momentInWords(first.made_at) })} />
  return null
}

/** On the day, also before the scan: whoever opens the door may ask first. */
function ShowCode({ visit }: { visit: Visit }) {
  if (visit.visit_on > localDay() || !['open', 'started'].includes(stateForUs(visit, localDay()))) return null
  return <a class="row row-button" href={`#/present/${visit.id}`}><PresentIcon />{t('亮码给企业核验')}<NextIcon /></a>
}

/** Closing is not held up by them, and they can be settled afterwards. */
function Differing({ visit }: { visit: Visit }) {
  const count = openDifferences(visit).length
  if (count === 0) return null
  return (
    <Notice tone="attention" title={t('{n} 处答案不一致', { n: count })}>
      <p>{visit.closed ? t('记录已写明尚未认定，现在仍可认定。') : t('各自的填写都已保留，不影响继续检查。')}</p>
      <p><a href={`#/visit/${visit.id}/checklist`}>{t('到检查单查看')}</a></p>
    </Notice>
  )
}

function NextStep({ visit }: { visit: Visit }) {
  if (!['open', 'started'].includes(stateForUs(visit, localDay()))) return null
  if (hasOpened(visit, me.value?.inspector?.id)) {
    return <ActionButton onPress={() => go(`visit/${visit.id}/checklist`)}>{t('继续检查')}</ActionButton>
  }
  if (visit.visit_on > localDay()) return <p class="action-note">{t('到检查当天扫码入企')}</p>
  return (
    <>
      <ActionButton onPress={() => go('scan')}><ScanIcon />{t('扫码入企')}</ActionButton>
      <a class="action-link" href={`#/visit/${visit.id}/check-in`}>{t('码损坏或没有码？直接登记')}</a>
    </>
  )
}
