/** Green, or why not; and what to do now. */
import { useEffect, useRef } from 'preact/hooks'
import type { Verdict } from '../../rules/verifying'
import type { Certificate } from '../../rules/visitCode'
import type { Place } from '../../store/verifier'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { causeInWords } from '../../words/field'
import { ActionButton } from '../parts/ActionButton'
import { SIGNS } from '../parts/Notice'
import { answerInWords } from './answerInWords'
import { Elsewhere, Face, useTold } from './Face'
import { newChallenge } from './judge'

interface Props {
  verdict: Verdict
  digits: string
  place: Place | undefined
  onScan: (challenge: number | null) => void
  onDone: () => void
}

export function Answer({ verdict, digits, place, onScan, onDone }: Props) {
  const { tone, title, what, doNow, ask } = answerInWords(verdict)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const Sign = SIGNS[tone]
  const believed = verdict.reason === 'genuine' || verdict.reason === 'no_plan'
  const told = useTold(believed ? digits : null)
  return (
    <div class="screen">
      <main class="body verify-answer">
        <section class={`answer ${tone}`} role="status">
          <h1 ref={heading} tabIndex={-1} class="answer-sentence"><span class="answer-sign"><Sign /></span>{title}</h1>
          <p class="answer-what">{what}</p>
          {believed && verdict.code && <Face badge={verdict.code.certificate.badge} place={place} told={told} />}
          {believed && verdict.code && <Who certificate={verdict.code.certificate} place={place} />}
        </section>
        {told?.elsewhere && <Elsewhere />}
        <p class="verify-do">{doNow}</p>
      </main>
      <footer class="action">
        {ask
          ? <ActionButton onPress={() => onScan(newChallenge())}>{t('出一个数字让对方答')}</ActionButton>
          : <ActionButton kind={believed ? 'primary' : 'secondary'} onPress={() => onScan(null)}>{believed ? t('核验下一人') : t('重新扫码')}</ActionButton>}
        <button type="button" class="action-link quiet-button" onClick={onDone}>{t('完成')}</button>
      </footer>
    </div>
  )
}

function Who({ certificate, place }: { certificate: Certificate; place: Place | undefined }) {
  const { name, agency, badge, until, visit } = certificate
  return (
    <>
      <p class="answer-name">{name}</p>
      <dl class="verify-facts">
        <dt>{t('执法证号')}</dt><dd class="code">{badge}</dd>
        <dt>{t('单位')}</dt><dd>{agency}</dd>
        {visit && place && <><dt>{t('检查对象')}</dt><dd>{place.name}<br />{place.address}</dd></>}
        {visit && <><dt>{t('来由')}</dt><dd>{why(certificate)}</dd></>}
        {visit && <><dt>{t('检查编号')}</dt><dd class="code">{visit.slice(-12)}</dd></>}
        <dt>{t('凭据有效至')}</dt><dd>{momentInWords(new Date(until * 1000).toISOString())}</dd>
      </dl>
    </>
  )
}

function why({ channel, cause, items, agencies }: Certificate): string {
  const way = { ordinary: t('日常计划'), green: t('绿色通道'), recheck: t('复查') }[channel]
  const reason = cause ? `${way} · ${causeInWords(cause)}` : way
  const scope = agencies > 1 ? t('{n} 项，{all} 个单位联合检查', { n: items, all: agencies }) : t('{n} 项', { n: items })
  return `${reason} · ${scope}`
}
