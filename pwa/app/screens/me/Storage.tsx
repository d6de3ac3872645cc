/** How much this phone keeps, and whether the browser promised to keep it. */
import { useEffect, useState } from 'preact/hooks'
import { keeping, syncState } from '../../store'
import { t } from '../../words'
import { PhoneIcon } from '../parts/icons'
import { copiesInWords } from '../waiting/Kept'

const MEGABYTE = 1_048_576

export function Storage() {
  const [used, setUsed] = useState<number | null>(null)
  useEffect(() => void navigator.storage?.estimate?.().then(({ usage }) => setUsed(usage ?? null)), [])
  return (
    <div class="row">
      <PhoneIcon />
      <span class="switch-words">{t('本机存储')}<small>{promise(syncState.value.persisted)}</small>{keeping.value.copies === 2 && <small>{copiesInWords(keeping.value)}</small>}</span>
      {used !== null && <span class="muted">{t('{n} MB', { n: (used / MEGABYTE).toFixed(1) })}</span>}
    </div>
  )
}

function promise(persisted: boolean | null): string {
  if (persisted === null) return t('第一条记录保存后请浏览器长期保留')
  return persisted ? t('浏览器承诺不会自动清除') : t('浏览器可能在空间不足时清除，请及时上传')
}
