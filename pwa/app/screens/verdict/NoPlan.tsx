/** Amber: no plan of one's own today; what that means, and what is still allowed. */
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import { syncState } from '../../store'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Notice } from '../parts/Notice'
import { go } from '../router'
import { AnswerPanel } from './Answer'
import type { Asked } from './useVerdict'

interface Props {
  enterprise: VisitEnterprise
  premises: VisitPremises[]
  asked: Asked
}

export function NoPlan({ enterprise, premises, asked }: Props) {
  const known = asked === 'answered' || syncState.value.lastPullAt !== null
  const sentence = known ? t('今日无您的检查计划') : t('还不能确定今天有没有您的检查')
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel tone="attention" sentence={sentence} enterprise={enterprise} premises={premises.length === 1 ? premises[0] : undefined} />
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
  if (asked === 'asking') return <Notice tone="waiting" title={t('正在向服务器核实…')} />
  return (
    <Notice tone="waiting" title={notVerified(asked)}>
      <p>{howOld(syncState.value.lastPullAt)}</p>
      {asked === 'signed_out' && <p><a href="#/sign-in">{t('重新登录')}</a></p>}
    </Notice>
  )
}

function notVerified(asked: Asked): string {
  if (asked === 'signed_out') return t('登录已过期，只核对了本机上您的任务')
  return asked === 'busy' ? t('服务器没有回答，只核对了本机上您的任务') : t('现在没有信号，只核对了本机上您的任务')
}

function howOld(lastPullAt: string | null): string {
  const days = syncState.value.leaseEndedAfter
  if (days !== null) return t('超过{days}天没有联网，任务和静默期已收起，联网后才能核实。', { days })
  return lastPullAt
    ? t('您的任务和静默期更新于 {time}。其他单位的检查要联网后才能核实。', { time: momentInWords(lastPullAt) })
    : t('您的任务还没有取到本机。静默期和其他单位的检查要联网后才能核实。')
}

export function WhatIsAllowed() {
  return (
    <section class="prose">
      <h2>{t('可以怎么做')}</h2>
      <ul>
        <li>{t('日常检查：请先按规定天数提前报备，今天不能检查。')}</li>
        <li>{t('应急处置、上级部署、投诉举报、暗访等：可登记原因后入企，系统如实记录，由司法局监督。')}</li>
      </ul>
    </section>
  )
}
