/** Name and password, where this server allows them. */
import { useState } from 'preact/hooks'
import { signIn, type SignedIn } from '../../sync'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'

export function Password({ onDone }: { onDone: (answer: SignedIn) => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = async () => onDone(await signIn({ name, password }))
  return (
    <form class="password" onSubmit={event => event.preventDefault()}>
      <p class="or"><span>{t('或用密码')}</span></p>
      <label class="field"><span class="label">{t('姓名或账号')}</span><input name="name" autocomplete="username" value={name} onInput={event => setName(event.currentTarget.value)} /></label>
      <label class="field"><span class="label">{t('密码')}</span><input name="password" type="password" autocomplete="current-password" value={password} onInput={event => setPassword(event.currentTarget.value)} /></label>
      <ActionButton kind="secondary" submit disabled={!name || !password} onPress={enter}>{t('登录')}</ActionButton>
    </form>
  )
}
