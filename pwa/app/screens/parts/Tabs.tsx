/** The four places of the app, the scanner in the middle under the thumb. */
import { syncState } from '../../store'
import { t } from '../../words'
import { route } from '../router'
import { PersonIcon, ScanIcon, TodayIcon, UploadIcon } from './icons'

export function Tabs() {
  const waiting = syncState.value.waiting
  return (
    <nav class="tabs" aria-label={t('主要页面')}>
      <a href="#/today" class="tab tab-today" aria-current={here('today')}><TodayIcon />{t('今日')}</a>
      <a href="#/scan" class="tab tab-scan"><span class="tab-disc"><ScanIcon /></span>{t('扫码')}</a>
      <a href="#/waiting" class="tab" aria-current={here('waiting')}>
        <UploadIcon />{t('待上传')}
        {waiting > 0 && <span class="badge">{waiting > 99 ? '99+' : waiting}<span class="unseen">{t('条')}</span></span>}
      </a>
      <a href="#/me" class="tab" aria-current={here('me')}><PersonIcon />{t('我的')}</a>
    </nav>
  )
}

function here(name: string): 'page' | undefined {
  return route.value.name === name ? 'page' : undefined
}
