/** 与企业互证时间: the end of this phone's chain for the enterprise to see, and the way to scan its time code. */
import { useEffect, useState } from 'preact/hooks'
import { headDigits } from '../../rules/headCode'
import type { Visit } from '../../rules/records'
import { readDevice } from '../../store/device'
import { readMeta } from '../../store/meta'
import { signatureOver } from '../../sync/signature'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { ScanIcon } from '../parts/icons'
import { SquareCode } from '../present/SquareCode'
import { go } from '../router'

interface Shown {
  count: number
  digits: string
}

export function TimeProof({ visit }: { visit: Visit }) {
  const shown = useHead()
  return (
    <Frame
      title={t('与企业互证时间')} over={visit.enterprise.name || visit.enterprise.credit_code} back={`visit/${visit.id}`}
      action={<ActionButton kind="secondary" onPress={() => go('scan')}><ScanIcon />{t('扫企业页面上的时间码')}</ActionButton>}
    >
      <p>{t('没有信号时，也能证明记录是现在做的。两步各扫一次，您的手机都不用联网。')}</p>
      <h2>{t('一、请企业用手机相机扫这个码')}</h2>
      {shown && shown.count > 0 ? <Code shown={shown} /> : <p class="muted">{t('本机还没有记录，入企以后再出示。')}</p>}
      <h2>{t('二、您扫企业页面上的时间码')}</h2>
      <p class="muted">{t('请企业打开自己的企业码页，点“时间码”。扫过以后做的记录，就证明是此刻以后做的。')}</p>
    </Frame>
  )
}

function Code({ shown: { count, digits } }: { shown: Shown }) {
  return (
    <>
      <div class="present-code"><SquareCode address={`${location.origin.toUpperCase()}/W/`} digits={digits} name={t('记录码的二维码')} /></div>
      <p class="muted">{t('对方按下确认后，这 {n} 条记录就证明是此刻以前做的，以后才上传也算数。又有新记录时，请再出示一次。', { n: count })}</p>
    </>
  )
}

function useHead(): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null)
  useEffect(() => void head().then(setShown), [])
  return shown
}

async function head(): Promise<Shown> {
  const [chain, device] = await Promise.all([readMeta('chain'), readDevice()])
  if (!chain || !device || chain.dseq === 0) return { count: 0, digits: '' }
  const { sig } = await signatureOver(chain.head)
  return { count: chain.dseq, digits: headDigits({ device, dseq: chain.dseq, head: chain.head, signature: sig }) }
}
