/** There is a visit, but not this one: another day, another door, or already done. */
import type { Visit } from '../../rules/records'
import { t } from '../../words'
import { dayInWords, localDay } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { go } from '../router'
import { scannedFor } from '../scan/scanned'
import { VisitCard } from '../today/VisitCard'
import { AnswerPanel } from './Answer'
import { UnplannedButton, WhatIsAllowed, WhatThePhoneKnows } from './NoPlan'
import type { Asked } from './useVerdict'

export function OtherDay({ visit, asked }: { visit: Visit; asked: Asked }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel tone="attention" sentence={t('您的检查在{day}，不是今天', { day: dayInWords(visit.visit_on) })} enterprise={visit.enterprise} premises={visit.premises} />
      <WhatThePhoneKnows asked={asked} />
      <WhatIsAllowed />
      {asked !== 'answered' && asked !== 'asking' && <WrongDate visit={visit} />}
    </Frame>
  )
}

/** Without the server a phone whose clock was lost cannot know that it is; the entry is judged by the server's time. */
function WrongDate({ visit }: { visit: Visit }) {
  return (
    <section class="prose">
      <h2>{t('手机日期不对？')}</h2>
      <p>{t('手机上今天是{day}。如果不对，可按原计划入企，日期以服务器核对为准。', { day: dayInWords(localDay()) })}</p>
      <p><a href={`#/visit/${visit.id}/check-in`} onClick={() => scannedFor(visit.id)}>{t('按原计划入企')}</a></p>
    </section>
  )
}

export function OtherPremises({ visits }: { visits: Visit[] }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<UnplannedButton />}>
      <AnswerPanel tone="attention" sentence={t('企业相符，但今日检查在另一处场所')} enterprise={visits[0]!.enterprise} />
      <p>{t('您扫的是这家企业另一处场所的门牌码。请前往计划中的场所；如企业已搬迁，可从下面的任务继续并在记录中说明。')}</p>
      <ul class="cards">{visits.map(visit => <li key={visit.id}><VisitCard visit={visit} /></li>)}</ul>
    </Frame>
  )
}

export function Completed({ visit }: { visit: Visit }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<ActionButton kind="secondary" onPress={() => go(`visit/${visit.id}`)}>{t('查看记录')}</ActionButton>}>
      <AnswerPanel tone="waiting" sentence={t('今日检查已完成')} enterprise={visit.enterprise} premises={visit.premises} />
      <p>{t('无特殊情况，不得以同一事实与理由重复检查。')}</p>
    </Frame>
  )
}
