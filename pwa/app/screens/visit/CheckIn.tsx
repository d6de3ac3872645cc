/** 入企登记: the moment, the place if allowed, the team that is here. */
import { useState } from 'preact/hooks'
import type { Visit } from '../../rules/records'
import { me, recordVisitOpened } from '../../store'
import { t } from '../../words'
import { now } from '../../words/clock'
import { timeInWords } from '../../words/dates'
import { myAgency } from '../checklist/myItems'
import { hasOpened, teamOf } from '../facts/visit'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { ClockIcon } from '../parts/icons'
import { Notice } from '../parts/Notice'
import { goInstead } from '../router'
import { licenseCode } from '../scan/scanned'
import { PlaceChoice } from './PlaceChoice'
import { TeamPresent } from './TeamPresent'
import { usePlace } from './place'

export function CheckIn({ visit }: { visit: Visit }) {
  const self = me.value?.inspector?.id ?? ''
  const [present, setPresent] = useState([self])
  const [wanted, setWanted] = useState(true)
  const { place, state } = usePlace(wanted)
  const code = licenseCode(visit.id)

  async function open() {
    if (!hasOpened(visit, self)) {
      await recordVisitOpened({
        visit: visit.id, premises: visit.premises.id, credit_code: visit.enterprise.credit_code,
        license_code: code, place, present, planned: visit.planned, cause: visit.cause, reason: null,
      })
    }
    goInstead(`visit/${visit.id}/checklist`)
  }

  return (
    <Frame title={t('入企登记')} over={visit.enterprise.name} back={`visit/${visit.id}`} action={<ActionButton onPress={open}>{t('入企')}</ActionButton>}>
      {!code && <Notice tone="attention" title={t('没有扫码')}><p>{t('记录中会写明未扫码入企。能扫码时请先扫码。')}</p></Notice>}
      <Moment />
      <TeamPresent team={teamOf(visit)} self={self} agency={myAgency(visit)} present={present} onChange={setPresent} />
      <PlaceChoice wanted={wanted} state={state} accuracy={place?.accuracy_m} onChange={setWanted} />
      <p class="muted">{t('请出示执法证件，说明检查事项和依据。')}</p>
    </Frame>
  )
}

export function Moment() {
  return <p class="switch-row"><ClockIcon /><span class="switch-words">{t('入企时间')}<small>{timeInWords(now().toISOString())}</small></span></p>
}
