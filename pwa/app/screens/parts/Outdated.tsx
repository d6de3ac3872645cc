/** An old page beside a newer one: what happened, and the one thing to do. */
import { renew } from '../../sync'
import { t } from '../../words'
import { ActionButton } from './ActionButton'
import { Heading } from './Frame'
import { UpdateIcon } from './icons'

export function Outdated() {
  return (
    <main class="screen body">
      <Heading>{t('这个页面是旧版本')}</Heading>
      <p>{t('码上已在另一个页面更新，本机记录由新版本保管，没有丢失。本页不能再记录。')}</p>
      <ActionButton onPress={renew}><UpdateIcon />{t('换成新版本')}</ActionButton>
    </main>
  )
}
