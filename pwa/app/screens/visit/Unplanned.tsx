/** 计划外入企: an entry without a plan says its cause and reason, and is seen by oversight. */
import { useRef, useState } from 'preact/hooks'
import type { Cause } from '../../rules/records'
import { drafts, me, newId, recordVisitOpened } from '../../store'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { causeInWords } from '../../words/field'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Notice } from '../parts/Notice'
import { goInstead } from '../router'
import { licenseCode } from '../scan/scanned'
import { metAtTheDoor, useMet } from './met'
import { Moment } from './CheckIn'
import { PlaceChoice } from './PlaceChoice'
import { usePlace } from './place'

const CAUSES: Cause[] = ['emergency', 'superior_order', 'tip_off', 'covert', 'other']
const REASON = 'unplanned-reason/'

export function Unplanned() {
  const visit = useRef(newId())
  const met = useMet()
  const [cause, setCause] = useState<Cause | null>(null)
  const [reason, setReason] = useState(drafts.get(REASON))
  const [wanted, setWanted] = useState(true)
  const { place, state } = usePlace(wanted)
  if (!met) return <Frame title={t('请先扫码')} back="scan"><p>{t('计划外入企也要先扫码或输入信用代码。')}</p></Frame>

  async function open() {
    const { enterprise, premises } = met!
    await recordVisitOpened({
      visit: visit.current, met: metAtTheDoor(met!, localDay()), premises: premises?.id ?? null, credit_code: enterprise.credit_code,
      license_code: licenseCode(null), place, present: [me.value?.inspector?.id ?? ''], planned: false, cause, reason,
    }, REASON)
    goInstead(`visit/${visit.current}/checklist`)
  }

  return (
    <Frame
      title={t('计划外入企登记')} over={met.enterprise.name || met.enterprise.credit_code} back="verdict"
      action={<ActionButton disabled={cause === null || reason.trim() === ''} onPress={open}>{cause && reason.trim() ? t('入企') : t('请选择原因并写明理由')}</ActionButton>}
    >
      <Notice tone="attention" title={t('此次入企会标记为计划外，由司法局监督')} />
      <fieldset class="choices">
        <legend>{t('原因')}</legend>
        {CAUSES.map(one => (
          <label key={one} class="choice-row">
            <input type="radio" name="cause" checked={cause === one} onChange={() => setCause(one)} />{causeInWords(one)}
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span class="label">{t('理由（谁部署、什么线索、文号等）')}</span>
        <textarea
          rows={3} value={reason}
          onInput={event => {
            setReason(event.currentTarget.value)
            return drafts.put(REASON, event.currentTarget.value)
          }}
        />
      </label>
      <Moment />
      <PlaceChoice wanted={wanted} state={state} accuracy={place?.accuracy_m} onChange={setWanted} />
    </Frame>
  )
}
