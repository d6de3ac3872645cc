/** Amber: there is a visit of one's own agency today, and others are to pay it. */
import { useEffect, useState } from 'preact/hooks'
import type { AgencyVisit } from '../../rules/records'
import { me, namesOf } from '../../store'
import { t } from '../../words'
import { Frame } from '../parts/Frame'
import { AnswerPanel } from './Answer'
import { UnplannedButton } from './NoPlan'

export function Colleagues({ visit }: { visit: AgencyVisit }) {
  const names = useNames(visit)
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel
        tone="attention" sentence={t('今日检查由本单位其他人员负责')}
        enterprise={{ industry_name: '', ...visit.enterprise }} premises={{ number: null, ...visit.premises }}
      />
      {names.length > 0 && <p>{t('本次人员：{names}', { names: names.join(t('、')) })}</p>}
      <section class="prose">
        <h2>{t('可以怎么做')}</h2>
        <ul>
          <li>{t('请名单中的人员扫码入企；检查由他们记录和签名。')}</li>
          <li>{t('需要换人：请本单位报备员在平台上更换人员，您的手机联网后即可入企。')}</li>
          <li>{t('另有应急处置、投诉举报等情形：可登记原因后入企，由司法局监督。')}</li>
        </ul>
      </section>
    </Frame>
  )
}

function useNames(visit: AgencyVisit): string[] {
  const [names, setNames] = useState<string[]>([])
  const agency = me.value?.inspector?.agency
  useEffect(() => {
    const team = visit.plans.filter(plan => plan.agency === agency).flatMap(plan => plan.team)
    void namesOf([...new Set(team)]).then(setNames)
  }, [visit.id])
  return names
}
