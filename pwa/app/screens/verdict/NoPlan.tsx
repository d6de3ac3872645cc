/** Amber: no plan of one's own today; what that means, and what is still allowed. */
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Notice } from '../parts/Notice'
import { go } from '../router'
import { AnswerPanel } from './Answer'
import type { Asked } from './Verdict'

interface Props {
  enterprise: VisitEnterprise
  premises: VisitPremises[]
  asked: Asked
}

export function NoPlan({ enterprise, premises, asked }: Props) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel tone="attention" sentence={t('今日无您的检查计划')} enterprise={enterprise} premises={premises.length === 1 ? premises[0] : undefined} />
      <WhatThePhoneKnows asked={asked} />
      <WhatIsAllowed />
    </Frame>
  )
}

export function UnplannedButton() {
  return <ActionButton kind="secondary" onPress={() => go('unplanned')}>{t('计划外入企登记')}</ActionButton>
}

/** Offline only one's own visits are known: the phone must not pretend to know more. */
export function WhatThePhoneKnows({ asked }: { asked: Asked }) {
  if (asked === 'answered') return null
  return (
    <Notice tone="waiting" title={asked === 'asking' ? t('正在向服务器核实…') : t('现在没有信号，只核对了本机上您的任务')}>
      {asked === 'offline' && <p>{t('静默期和其他单位的检查要联网后才能核实。')}</p>}
    </Notice>
  )
}

export function WhatIsAllowed() {
  return (
    <section class="prose">
      <h2>{t('可以怎么做')}</h2>
      <ul>
        <li>{t('日常检查：请先提前7个自然日报备，今天不能检查。')}</li>
        <li>{t('应急处置、上级部署、投诉举报、暗访等：可登记原因后入企，系统如实记录，由司法局监督。')}</li>
      </ul>
    </section>
  )
}
