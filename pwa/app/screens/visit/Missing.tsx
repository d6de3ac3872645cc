/** The address names a visit that is not on this phone. */
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { go } from '../router'

export function Missing() {
  return (
    <Frame title={t('本机没有这次检查')} back="today" action={<ActionButton onPress={() => go('today')}>{t('返回今日')}</ActionButton>}>
      <p>{t('它可能已移到其他日期，或超出了本机保存的范围。联网后会重新下载您的任务。')}</p>
    </Frame>
  )
}
