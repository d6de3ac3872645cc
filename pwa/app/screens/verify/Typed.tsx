/** The digits of a code, typed, pasted, or put in by a reader at the keyboard. */
import { useState } from 'preact/hooks'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { BackIcon } from '../parts/icons'
import { Asked } from './Scanning'

interface Props {
  challenge: number | null
  onText: (text: string) => Promise<boolean>
  onBack: () => void
}

export function Typed({ challenge, onText, onBack }: Props) {
  const [typed, setTyped] = useState('')
  const [unanswered, setUnanswered] = useState(false)
  const text = typed.normalize('NFKC').replace(/\s/g, '')
  return (
    <div class="screen">
      <header class="head">
        <button type="button" class="round verify-back" aria-label={t('返回')} onClick={onBack}><BackIcon /></button>
        <div class="head-words"><h1>{t('输入亮码的数字')}</h1></div>
      </header>
      <main class="body">
        {challenge !== null && <Asked challenge={challenge} />}
        <label class="field">
          <span class="label">{t('来人在亮码页点“显示数字”，把全部数字发给您或念给您')}</span>
          <textarea rows={8} inputMode="numeric" autoComplete="off" class="code" value={typed} onInput={event => setTyped(event.currentTarget.value)} />
        </label>
        <p class="muted">{t('已输入 {n} 位，全部约六百多位。一分钟内有效，出题核验的不限时间。', { n: text.replace(/.*\//, '').length })}</p>
        {unanswered && <p class="attention-words" role="status">{t('这个码还没有回答您的数字，请来人先输入。')}</p>}
      </main>
      <footer class="action">
        <ActionButton disabled={text === ''} onPress={async () => setUnanswered(!(await onText(text)))}>{t('核验')}</ActionButton>
      </footer>
    </div>
  )
}
