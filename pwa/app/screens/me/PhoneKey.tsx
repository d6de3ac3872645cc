/** The key with which this phone signs what it sends, and whether its person's passkey vouches for it. */
import { useEffect, useState } from 'preact/hooks'
import { readCertificates } from '../../store/visitCodes'
import { vouch } from '../../sync/certificates'
import { t } from '../../words'
import { KeyIcon, NextIcon } from '../parts/icons'

type Standing = 'unknown' | 'session' | 'vouched'

export function PhoneKey() {
  const [standing, setStanding] = useState<Standing>('unknown')
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  useEffect(() => void read().then(setStanding), [])

  async function confirm() {
    setBusy(true)
    const fate = await vouch().catch(() => 'cancelled' as const)
    setProblem(fate === 'vouched' ? '' : explained(fate))
    setStanding(await read())
    setBusy(false)
  }

  if (standing === 'vouched') return <div class="row"><Words told={t('已用您的通行密钥确认，上传的记录都有签名')} /></div>
  return (
    <button type="button" class="row row-button" disabled={busy} onClick={() => void confirm()}>
      <Words told={busy ? t('请按手机提示验证') : problem || t('还没有确认，点此用通行密钥确认')} /><NextIcon />
    </button>
  )
}

function Words({ told }: { told: string }) {
  return <><KeyIcon /><span class="switch-words">{t('本机签名')}<small role="status">{told}</small></span></>
}

async function read(): Promise<Standing> {
  const kept = await readCertificates().catch(() => null)
  return kept ? (kept.vouched ? 'vouched' : 'session') : 'unknown'
}

function explained(fate: 'missing' | 'refused' | 'cancelled'): string {
  if (fate === 'missing') return t('您还没有通行密钥，请先在账号页面添加。')
  return fate === 'refused' ? t('服务器没有接受，请联网登录后再试。') : t('没有完成通行密钥验证，请再试一次。')
}
