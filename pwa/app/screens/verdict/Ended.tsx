/** Red: the register says that this enterprise is no more; who works there now is another question. */
import type { Visit, VisitEnterprise, VisitPremises } from '../../rules/records'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { go } from '../router'
import { scannedFor } from '../scan/scanned'
import { AnswerPanel } from './Answer'
import { UnplannedButton } from './NoPlan'

export function Ended({ enterprise, premises, visits: [visit] }: { enterprise: VisitEnterprise; premises: VisitPremises[]; visits: Visit[] }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={visit ? <AsPlanned visit={visit} /> : <UnplannedButton />}>
      <AnswerPanel tone="stop" sentence={t('该企业自{day}起已终止登记', { day: dayInWords(enterprise.ended_on!) })} enterprise={enterprise} premises={visit?.premises ?? premises[0]} />
      <section class="prose">
        <h2>{t('可以怎么做')}</h2>
        <ul>
          <li>{t('门口已是另一家企业：请扫那家执照上的码，这里的检查不能用在它身上。')}</li>
          {visit
            ? <li>{t('企业仍在经营，或需核查停业情况：可按原计划入企，并在记录中写明。')}</li>
            : <li>{t('企业仍在经营，或需核查停业情况：可登记原因后入企，由司法局监督。')}</li>}
          <li>{t('清单有误：请联系本单位报备员或平台管理员更正。')}</li>
        </ul>
      </section>
    </Frame>
  )
}

function AsPlanned({ visit }: { visit: Visit }) {
  function enter() {
    scannedFor(visit.id)
    go(`visit/${visit.id}/check-in`)
  }
  return <ActionButton kind="secondary" onPress={enter}>{t('按原计划入企')}</ActionButton>
}
