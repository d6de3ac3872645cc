/** The key with which this phone signs what it sends, and whether its person's passkey vouches for it. */
import { useEffect, useState } from 'preact/hooks'
import { readCertificates } from '../../store/visitCodes'
import { vouch } from '../../sync/certificates'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { KeyIcon } from '../parts/icons'

type Standing = 'unknown' | 'session' | 'vouched'

export function PhoneKey() {
  const [standing, setStanding] = useState<Standing>('unknown')
  const [problem, setProblem] = useState('')
  useEffect(() => void read().then(setStanding), [])

  async function confirm() {
    const fate = await vouch().catch(() => 'cancelled' as const)
    setProblem(fate === 'vouched' ? '' : explained(fate))
    setStanding(await read())
  }

  return (
    <div class="row phone-key">
      <KeyIcon />
      <span class="switch-words">
        {t('本机签名')}
        <small>{standing === 'vouched' ? t('已用您的通行密钥确认，上传的记录都有签名') : t('还没有用通行密钥确认，记录会注明')}</small>
        {problem && <small role="alert">{problem}</small>}
      </span>
      {standing !== 'vouched' && <ActionButton kind="quiet" onPress={confirm}>{t('确认')}</ActionButton>}
    </div>
  )
}

async function read(): Promise<Standing> {
  const kept = await readCertificates().catch(() => null)
  return kept ? (kept.vouched ? 'vouched' : 'session') : 'unknown'
}

function explained(fate: 'missing' | 'refused' | 'cancelled'): string {
  if (fate === 'missing') return t('您还没有通行密钥，请先在账号页面添加。')
  return fate === 'refused' ? t('服务器没有接受，请联网登录后再试。') : t('没有完成通行密钥验证，请再试一次。')
}
