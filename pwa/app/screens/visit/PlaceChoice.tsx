/** Record the place or not: both are in order. */
import { t } from '../../words'
import { PlaceIcon } from '../parts/icons'
import type { PlaceState } from './place'

interface Props {
  wanted: boolean
  state: PlaceState
  accuracy: number | undefined
  onChange: (wanted: boolean) => void
}

export function PlaceChoice({ wanted, state, accuracy, onChange }: Props) {
  return (
    <label class="switch-row">
      <PlaceIcon />
      <span class="switch-words">
        {t('记录位置')}
        <small role="status">{inWords(state, accuracy)}</small>
      </span>
      <input type="checkbox" role="switch" checked={wanted} onChange={event => onChange(event.currentTarget.checked)} />
    </label>
  )
}

function inWords(state: PlaceState, accuracy: number | undefined): string {
  switch (state) {
    case 'off': return t('不记录位置')
    case 'asking': return t('正在定位，不影响入企')
    case 'known': return t('已定位，误差约 {n} 米', { n: accuracy ?? 0 })
    case 'refused': return t('没有取得位置，将不记录')
  }
}
