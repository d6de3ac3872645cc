/** 我的: who is signed in, the language, what this phone keeps, which version runs. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { me, syncState } from '../../store'
import { newVersion, signOut, takeOver } from '../../sync'
import { chooseLanguage, language, t, type Language } from '../../words'
import { fullDay } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { GlobeIcon, KeyIcon, LawIcon, LeaveIcon, NextIcon, PresentIcon, UpdateIcon } from '../parts/icons'
import { Notice } from '../parts/Notice'
import { go } from '../router'
import { PhoneKey } from './PhoneKey'
import { Storage } from './Storage'

export function MeScreen() {
  return (
    <Frame title={me.value?.account.name ?? t('我的')} over={me.value?.inspector?.agency_name}>
      <Badge />
      <NewVersion />
      <ul class="plain rows">
        {me.value?.inspector && <li><a class="row" href="#/present"><PresentIcon />{t('亮码')}<NextIcon /></a></li>}
        {me.value?.inspector && <li><a class="row" href="#/results"><KeyIcon /><span class="switch-words">{t('结果签发')}<small>{t('联网后可用')}</small></span><NextIcon /></a></li>}
        {me.value?.inspector && <li><a class="row" href="/own/bureau"><LawIcon /><span class="switch-words">{t('司法局：询问和反映')}<small>{t('回避、干预、不当指令，联网后可用')}</small></span><NextIcon /></a></li>}
        <li><LanguageChoice /></li>
        <li><Storage /></li>
        {me.value?.inspector && <li><PhoneKey /></li>}
        <li><a class="row" href="/licenses.txt"><LawIcon /><span class="switch-words">{t('开源许可')}<small>{t('联网后可用')}</small></span><NextIcon /></a></li>
        <li class="row"><UpdateIcon />{t('版本')}<span class="muted code">{__BUILD__}</span></li>
      </ul>
      <SignOut />
    </Frame>
  )
}

function Badge() {
  const inspector = me.value?.inspector
  if (!inspector) return null
  return (
    <dl class="panel badge-card">
      <dt>{t('执法证号')}</dt><dd class="code">{inspector.badge_number}</dd>
      <dt>{t('有效期至')}</dt><dd>{fullDay(inspector.badge_valid_until)}</dd>
    </dl>
  )
}

function NewVersion() {
  const [busy, setBusy] = useState(false)
  if (!newVersion.value) return null
  return (
    <Notice tone="waiting" title={t('有新版本')}>
      <p>{busy ? t('正在上传记录，传完再更新。') : t('更新只需几秒，记录不受影响。')}</p>
      <ActionButton kind="secondary" onPress={() => setBusy(!takeOver())}>{t('点此更新')}</ActionButton>
    </Notice>
  )
}

function LanguageChoice() {
  const choices: [Language, string][] = [['zh-CN', '中文'], ['en', 'English']]
  return (
    <fieldset class="row language">
      <legend class="unseen">{t('语言')}</legend>
      <GlobeIcon />{t('语言')}
      <span class="row-end">
        {choices.map(([value, name]) => (
          <label key={value} class="pill" lang={value}><input class="unseen" type="radio" name="language" checked={language.value === value} onChange={() => chooseLanguage(value)} />{name}</label>
        ))}
      </span>
    </fieldset>
  )
}

/** Leaving says first what stays. */
function SignOut() {
  const [asked, setAsked] = useState(false)
  const shown = useRef<HTMLDivElement>(null)
  const waiting = syncState.value.waiting
  useEffect(() => shown.current?.scrollIntoView({ block: 'center' }), [asked])

  async function leave() {
    await signOut()
    go('today')
  }

  if (!asked) return <button type="button" class="row row-button" onClick={() => setAsked(true)}><LeaveIcon />{t('退出登录')}</button>
  return (
    <div ref={shown}>
      <Notice tone="attention" title={t('退出后，本机的记录不会删除')}>
        <p>{waiting > 0 ? t('还有 {n} 条没有上传，您下次在这台手机登录后继续上传。', { n: waiting }) : t('全部记录已上传。再次登录需要网络。')}</p>
        <div class="action-pair">
          <ActionButton kind="secondary" onPress={() => setAsked(false)}>{t('取消')}</ActionButton>
          <ActionButton kind="danger" onPress={leave}>{t('退出登录')}</ActionButton>
        </div>
      </Notice>
    </div>
  )
}
