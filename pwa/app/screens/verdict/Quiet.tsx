/** Red: seven days before and after a joint visit nobody else comes; only true exceptions enter. */
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { Frame } from '../parts/Frame'
import { AnswerPanel } from './Answer'
import { UnplannedButton, WhatThePhoneKnows } from './NoPlan'
import type { Asked } from './useVerdict'

interface Props {
  enterprise: VisitEnterprise
  premises: VisitPremises[]
  until: string
  asked: Asked
}

export function Quiet({ enterprise, premises, until, asked }: Props) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel tone="stop" sentence={t('静默期至{day}', { day: dayInWords(until) })} enterprise={enterprise} premises={premises[0]} />
      <WhatThePhoneKnows asked={asked} />
      <section class="prose">
        <h2>{t('为什么')}</h2>
        <p>{t('该企业已安排检查。既定检查日前后各7个自然日内，未参与的单位不能检查。')}</p>
        <h2>{t('可以怎么做')}</h2>
        <p>{t('确属应急处置、投诉举报等情形，可登记原因后入企；此次入企会标记为静默期内检查，由司法局核查。')}</p>
      </section>
    </Frame>
  )
}
