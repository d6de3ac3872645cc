/** 出题核验: the manager's phone asks for a number, and the code then proves that it was made for that question. */
import { useState } from 'preact/hooks'
import { t } from '../../words'
import { Tag } from '../parts/Notice'

export function Challenge({ onAsked }: { onAsked: (challenge: number | null) => void }) {
  const [typed, setTyped] = useState('')
  function type(text: string) {
    const clean = text.normalize('NFKC').replace(/\D/g, '').slice(0, 6)
    setTyped(clean)
    onAsked(clean.length === 6 ? Number(clean) : null)
  }
  return (
    <div class="challenge">
      <label class="field">
        <span class="label">{t('对方手机显示了6位数字？在这里输入')}</span>
        <input class="challenge-input code" inputMode="numeric" autoComplete="off" maxLength={8} value={typed} onInput={event => type(event.currentTarget.value)} />
      </label>
      {typed.length === 6 && <Tag tone="valid">{t('码已换成回答这个数字的，请对方再扫')}</Tag>}
    </div>
  )
}
