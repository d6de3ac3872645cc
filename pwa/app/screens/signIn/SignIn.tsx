/** 登录: once with the network; afterwards the app works without. */
import { useEffect, useState } from 'preact/hooks'
import { me } from '../../store'
import { signInWithPasskey, type SignedIn } from '../../sync'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Heading } from '../parts/Frame'
import { KeyIcon, Mark } from '../parts/icons'
import { Notice } from '../parts/Notice'
import { goInstead, route } from '../router'
import { Cleared, Wiped } from '../waiting/Kept'
import { Password } from './Password'
import { notSignedIn } from './words'

const ASK_AGAIN = 4000

export function SignIn() {
  const [said, setSaid] = useState<SignedIn | null>(null)
  const password = usePasswordAllowed()

  function done(answer: SignedIn) {
    setSaid(answer)
    if (answer.ok) goInstead('today')
  }

  return (
    <div class="sign-in">
      <header><Mark /><Heading>{t('码上')}</Heading><p>{t('扫码入企，阳光检查')}</p></header>
      <main>
        {'serviceWorker' in navigator || <InAppHint />}
        <Cleared />
        <Wiped />
        {said && !said.ok && <Refused said={said} />}
        <ActionButton onPress={async () => done(await signInWithPasskey())}><KeyIcon />{t('用通行密钥登录')}</ActionButton>
        {password && <Password onDone={done} />}
        {me.value && route.value.name === 'sign-in' && <a class="action-link" href="#/today">{t('先不登录，继续检查')}</a>}
      </main>
      <footer><p>{t('首次登录需要网络。登录一次后，没有信号也能检查、拍照和签字。')}</p></footer>
    </div>
  )
}

function Refused({ said }: { said: Extract<SignedIn, { ok: false }> }) {
  return (
    <div role="alert">
      <Notice tone="attention" title={notSignedIn(said.code, said.detail)}>
        {said.next && <p><a href={said.next}>{t('前往您的页面')}</a></p>}
      </Notice>
    </div>
  )
}

/** Apps that show pages inside themselves keep no offline copy. */
function InAppHint() {
  return (
    <Notice tone="attention" title={t('请在浏览器打开')}>
      <p>{t('这个窗口不能离线保存记录。请点右上角菜单，选择“在浏览器打开”。')}</p>
    </Notice>
  )
}

/** Asked again until the server has answered: whoever opens this screen without signal may walk into it. */
function usePasswordAllowed(): boolean {
  const [allowed, setAllowed] = useState<boolean | null>(null)
  useEffect(() => {
    if (allowed !== null) return
    const ask = () => void passwordAllowed().then(setAllowed)
    ask()
    const timer = setInterval(ask, ASK_AGAIN)
    return () => clearInterval(timer)
  }, [allowed])
  return allowed ?? false
}

async function passwordAllowed(): Promise<boolean | null> {
  const answer = await fetch('/api/sign-in/options').catch(() => null)
  const ours = answer?.ok && answer.headers.get('Content-Type')?.includes('json')
  return ours ? ((await answer.json()) as { password: boolean }).password : null
}
