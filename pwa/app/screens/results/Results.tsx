/** 结果签发: what waits for one's own signature, the late first, and what was signed. */
import { useEffect, useState } from 'preact/hooks'
import { waitingResults, type Answer, type ResultLine, type Results as Told } from '../../sync/results'
import { t } from '../../words'
import { dayInWords, momentInWords } from '../../words/dates'
import { outcomeInWords } from '../../words/field'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Notice, Tag } from '../parts/Notice'
import { go } from '../router'
import { SignOff } from './SignOff'
import { dispositionInWords, notSigned, originInWords } from './words'

export function ResultsScreen({ id }: { id: string }) {
  const [answer, setAnswer] = useState<Answer<Told> | null>(null)
  const ask = () => waitingResults().then(setAnswer)
  useEffect(() => void ask(), [])

  if (!answer) return <Frame title={t('结果签发')} back="me"><p class="muted" role="status">{t('正在取结果…')}</p></Frame>
  if (!answer.data) return <NotThere code={answer.code} detail={answer.detail} onAgain={ask} />
  const chosen = answer.data.waiting.find(each => each.id === id)
  if (chosen) return <SignOff key={chosen.id} result={chosen} onSigned={() => ask().then(() => go('results'))} />
  return <List told={answer.data} />
}

function List({ told: { waiting, signed } }: { told: Told }) {
  const late = waiting.filter(each => each.overdue).length
  return (
    <Frame title={t('结果签发')} back="me">
      {late > 0 ? <Notice tone="stop" title={t('{n} 份结果逾期未签发', { n: late })} />
        : waiting.length > 0 ? <Notice tone="attention" title={t('{n} 份结果等您签发', { n: waiting.length })} />
          : <Notice tone="valid" title={t('没有等您签发的结果')} />}
      <ul class="cards">{waiting.map(each => <li key={each.id}><a class="card card-link" href={`#/results/${each.id}`}><Line result={each} /></a></li>)}</ul>
      {signed.length > 0 && <h2>{t('已签发')}</h2>}
      <ul class="cards">{signed.map(each => <li key={each.id} class="card card-small"><Line result={each} /></li>)}</ul>
    </Frame>
  )
}

function Line({ result }: { result: ResultLine }) {
  const origin = originInWords(result)
  return (
    <>
      <p class="card-top">
        {!result.signed_at && <Tag tone={result.overdue ? 'stop' : 'waiting'}>{t('最迟 {day}', { day: dayInWords(result.sign_by) })}</Tag>}
        {origin && <Tag tone="attention">{origin}</Tag>}
      </p>
      <p class="card-name">{result.enterprise || t('未登记的企业')}</p>
      <p class="card-facts">{[t('{day}的检查', { day: dayInWords(result.visit_on) }), ...new Set([outcomeInWords(result.outcome), ...(result.disposition ? [dispositionInWords(result.disposition)] : [])])].join(' · ')}</p>
      {result.signed_at && <p class="muted">{t('{time} 签发', { time: momentInWords(result.signed_at) })}</p>}
    </>
  )
}

function NotThere({ code, detail, onAgain }: { code: string; detail: string; onAgain: () => Promise<unknown> }) {
  return (
    <Frame
      title={t('结果签发')} back="me"
      action={code === 'sign_in_first' ? <ActionButton onPress={() => go('sign-in')}>{t('重新登录')}</ActionButton> : <ActionButton onPress={onAgain}>{t('再试一次')}</ActionButton>}
    >
      <Notice tone="waiting" title={notSigned(code, detail)}><p>{t('检查记录不受影响，都在本机。')}</p></Notice>
    </Frame>
  )
}
