/** Before scanning: for which place, whether this phone is ready, and what to ask the visitor for. */
import { keep, placeOf, type Kept, type Place } from '../../store/verifier'
import type { Fetched } from '../../sync/verifier'
import { chooseLanguage, language, t } from '../../words'
import { momentInWords } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Mark, NextIcon, ScanIcon } from '../parts/icons'
import { Notice, Tag } from '../parts/Notice'
import { newChallenge } from './judge'
import { Reports } from './Reports'

const A_WEEK = 7 * 24 * 3600

interface Props {
  kept: Kept
  fetched: Fetched | null
  offline: boolean
  onScan: (challenge: number | null) => void
  onReport: () => void
  onAgain: (anew?: boolean) => void
}

export function Ready({ kept, fetched, offline, onScan, onReport, onAgain }: Props) {
  const place = placeOf(kept)
  const old = kept.trusted !== null && Date.now() / 1000 - kept.ahead > kept.trusted.issued_at + A_WEEK
  const able = Boolean(place && kept.trusted && !old)
  return (
    <div class="screen verify">
      <header class="verify-head"><Mark /><h1>{t('核验来人')}</h1><Switch /></header>
      <main class="body">
        {place && <ForPlace place={place} others={kept.places.filter(one => one !== place)} onChosen={() => onAgain()} />}
        <Standing kept={kept} place={place} old={old} fetched={fetched} offline={offline} onAgain={onAgain} />
        {able && (
          <ol class="verify-steps">
            <li>{t('请来人在手机上打开“亮码”。没有这个码的，请其先扫描您的企业码。')}</li>
            <li>{t('用这部手机扫对方的码，马上知道真假。')}</li>
            <li>{t('再核对执法证：应有两人以上，姓名、证号与屏幕一致。')}</li>
          </ol>
        )}
        {place && <p><a class="verify-door" href={`/e/${place.door}`}>{t('有信号时，也可以打开企业码页核对')}<NextIcon /></a></p>}
        <Reports />
        {place && <button type="button" class="action-link quiet-button" onClick={onReport}>{t('来人没有码？反映给司法局')}</button>}
      </main>
      <footer class="action">
        <ActionButton disabled={!able} onPress={() => onScan(null)}><ScanIcon />{t('扫来人的亮码')}</ActionButton>
        <button type="button" class="action-link quiet-button" disabled={!able} onClick={() => onScan(newChallenge())}>{t('出一个数字让对方答（时间不准、怀疑是截图时用）')}</button>
      </footer>
    </div>
  )
}

function ForPlace({ place, others, onChosen }: { place: Place; others: Place[]; onChosen: () => void }) {
  function choose({ door }: Place) {
    keep({ door })
    history.replaceState(null, '', '/verify/')
    onChosen()
  }
  return (
    <section>
      <p class="present-enterprise">{place.name}</p>
      <p class="muted">{place.address}</p>
      {others.length > 0 && (
        <details class="fold">
          <summary>{t('换一个场所')}</summary>
          {others.map(one => <button type="button" key={one.door} class="choice-row" onClick={() => choose(one)}>{one.name}<small>{one.address}</small></button>)}
        </details>
      )}
    </section>
  )
}

interface Standings extends Pick<Props, 'kept' | 'fetched' | 'offline' | 'onAgain'> {
  place: Place | undefined
  old: boolean
}

function Standing({ kept, place, old, fetched, offline, onAgain }: Standings) {
  if (fetched === 'refused') {
    return (
      <Notice tone="stop" title={t('平台的核验密钥与本机记住的不同')}>
        <p>{t('如果平台没有通知更换，请不要继续，并拨打12345。已收到通知的，可以重新记住。')}</p>
        <ActionButton kind="secondary" onPress={() => onAgain(true)}>{t('已收到通知，重新记住')}</ActionButton>
      </Notice>
    )
  }
  if (!kept.trusted || !place) return <NotYet fetched={fetched} hasList={kept.trusted !== null} />
  if (old) return <Notice tone="attention" title={t('名单超过七天没有更新')}><p>{t('请在有信号时打开一次本页，再核验。')}</p></Notice>
  const updated = t('名单更新于 {time}', { time: momentInWords(new Date(kept.trusted.issued_at * 1000).toISOString()) })
  return (
    <p class="verify-standing">
      {offline ? <Tag tone="valid">{t('没有信号也能核验')}</Tag> : <Tag tone="attention">{t('此浏览器须有信号才能打开本页')}</Tag>}
      <span class="muted">{updated}</span>
    </p>
  )
}

function NotYet({ fetched, hasList }: { fetched: Fetched | null; hasList: boolean }) {
  if (fetched === null) return <p class="muted" role="status">{t('正在准备…')}</p>
  if (fetched === 'insecure') return <Notice tone="attention" title={t('当前网址不安全，不能核验')}><p>{t('请使用 https 开头的网址打开。')}</p></Notice>
  if (fetched === 'unknown_door') return <Notice tone="attention" title={t('没有这个企业码')}><p>{t('请扫描营业执照旁最新的企业码，再点“核验来人”。')}</p></Notice>
  if (hasList || fetched === 'fetched') return <Notice tone="waiting" title={t('还不知道您是哪家企业')}><p>{t('请扫描自己的企业码，打开后点“核验来人”。只需一次。')}</p></Notice>
  return <Notice tone="attention" title={t('现在没有信号')}><p>{t('请在有信号时打开一次，以后没有信号也能核验。')}</p></Notice>
}

function Switch() {
  const [other, name] = language.value === 'en' ? (['zh-CN', '中文'] as const) : (['en', 'English'] as const)
  return <button type="button" class="quiet-button" lang={other} onClick={() => chooseLanguage(other)}>{name}</button>
}
