/** The answer at the door, in its first line: may I inspect here now? */
import { t } from '../../words'
import { Frame } from '../parts/Frame'
import { scanned } from '../scan/scanned'
import { Allowed } from './Allowed'
import { Colleagues } from './Colleagues'
import { Ended } from './Ended'
import { NamedBefore } from './NamedBefore'
import { NoPlan } from './NoPlan'
import { Completed, OtherDay, OtherPremises } from './OtherVisit'
import { Quiet } from './Quiet'
import { Renamed } from './Renamed'
import { Unresolved } from './Unresolved'
import { useVerdict } from './useVerdict'

export function VerdictScreen() {
  const judged = useVerdict()
  if (!scanned.value) return <Frame title={t('请重新扫码')} back="scan"><p>{t('上次扫码的内容没有保留。')}</p></Frame>
  if (!judged) return <Frame title={t('核对结果')} back="scan"><p role="status">{t('正在核对…')}</p></Frame>
  const { verdict, asked, learned } = judged
  const { code } = scanned.value
  switch (verdict.kind) {
    case 'allowed': return <Allowed visits={verdict.visits} />
    case 'completed': return <Completed visit={verdict.visit} />
    case 'ended': return <Ended {...verdict} />
    case 'renamed': return <Renamed {...verdict} />
    case 'other_premises': return <OtherPremises visits={verdict.visits} />
    case 'other_day': return <OtherDay visit={verdict.visit} asked={asked} />
    case 'colleagues': return <Colleagues visit={verdict.visit} />
    case 'quiet': return <Quiet {...verdict} asked={asked} />
    case 'no_plan': return <NoPlan {...verdict} asked={asked} />
    case 'unresolved': return learned ? <NamedBefore code={code} learned={learned} /> : <Unresolved code={code} asked={asked} />
  }
}
