/** Offers to put the app on the home screen, where the browser keeps its records. */
import { signal } from '@preact/signals'
import { t } from '../../words'
import { InstallIcon, ShareIcon } from '../parts/icons'

interface InstallPrompt extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>
}

const LATER = 'mashang.install-later'
const offer = signal<InstallPrompt | null>(null)
const putOff = signal(localStorage.getItem(LATER) !== null)

addEventListener('beforeinstallprompt', event => {
  event.preventDefault()
  offer.value = event as InstallPrompt
})
addEventListener('appinstalled', () => (offer.value = null))

export function InstallHint() {
  if (putOff.value || isInstalled() || !(offer.value || isApple())) return null
  return (
    <section class="hint">
      <InstallIcon />
      <div>
        <p class="hint-title">{t('把码上放到主屏幕')}</p>
        {offer.value ? <p>{t('无信号时也能直接打开，记录更不易丢失。')}</p> : <AppleSteps />}
        <div class="hint-buttons">
          {offer.value && <button type="button" class="small-button" onClick={install}>{t('安装')}</button>}
          <button type="button" class="quiet-button" onClick={later}>{t('以后再说')}</button>
        </div>
      </div>
    </section>
  )
}

function AppleSteps() {
  return <p>{t('请点浏览器底部的')} <ShareIcon /> {t('分享，再选“添加到主屏幕”。七天不打开时，未安装的网页记录可能被系统清除。')}</p>
}

async function install() {
  await offer.value?.prompt()
  offer.value = null
}

function later() {
  localStorage.setItem(LATER, '1')
  putOff.value = true
}

function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true
}

function isApple(): boolean {
  return /iPhone|iPad/.test(navigator.userAgent)
}
