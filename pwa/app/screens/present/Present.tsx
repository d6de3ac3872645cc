/** 亮码: the whole screen is the code, for whoever is inspected to verify without signal. */
import { useEffect, useState } from 'preact/hooks'
import type { Visit } from '../../rules/records'
import { visit as visitNow } from '../../store'
import { renew } from '../../sync/certificates'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Heading } from '../parts/Frame'
import { BackIcon } from '../parts/icons'
import { Notice } from '../parts/Notice'
import { route } from '../router'
import { Challenge } from './Challenge'
import { Countdown } from './Countdown'
import { SquareCode } from './SquareCode'
import { usePresented, type Presented } from './usePresented'

export function PresentScreen() {
  const [challenge, setChallenge] = useState<number | null>(null)
  const [turn, setTurn] = useState(0)
  const visit = visitNow(route.value.id) ?? null
  const over = visit !== null && visit.state !== 'open' && visit.state !== 'started'
  const shown = usePresented(over ? null : (visit?.id ?? null), challenge, turn)
  useAwake()
  return (
    <div class="screen present">
      <header class="head">
        <a class="round" href={visit ? `#/visit/${visit.id}` : '#/me'} aria-label={t('返回')}><BackIcon /></a>
        <div class="head-words">
          <Heading>{t('亮码')}</Heading>
        </div>
      </header>
      <main class="body">
        {visit && <ForWhom visit={visit} />}
        {shown === null && <Nothing onFetched={() => setTurn(turn + 1)} />}
        {shown && <Shown shown={shown} visit={visit} over={over} onFetched={() => setTurn(turn + 1)} />}
        {shown && <Challenge onAsked={setChallenge} />}
        {shown && <Digits digits={shown.digits} />}
      </main>
    </div>
  )
}

function ForWhom({ visit: { enterprise, premises } }: { visit: Visit }) {
  return (
    <div>
      <p class="present-enterprise">{enterprise.name || enterprise.credit_code}</p>
      <p class="muted">{premises.address}</p>
    </div>
  )
}

interface ShownProps {
  shown: Presented
  visit: Visit | null
  /** The visit has ended: from now on the code only says who somebody is. */
  over: boolean
  onFetched: () => void
}

function Shown({ shown, visit, over, onFetched }: ShownProps) {
  const { certificate, address, digits, shownAt } = shown
  return (
    <>
      {over && <Notice tone="attention" title={t('这次检查已经结束')}><p>{t('对方只能核对您的身份。')}</p></Notice>}
      {!over && !certificate.visit && <WithoutVisit visit={visit} onFetched={onFetched} />}
      <div class="present-code">
        <SquareCode address={address} digits={digits} />
        <Countdown shownAt={shownAt} />
      </div>
      <p class="present-who"><b>{certificate.name}</b> <span class="code">{certificate.badge}</span><br />{certificate.agency}</p>
      <p class="present-help">{t('请企业用“核验来人”扫这个码，没有信号也可以。屏幕调到最亮更容易扫。')}</p>
    </>
  )
}

/** For whoever has no camera: to be sent, or read out. */
function Digits({ digits }: { digits: string }) {
  return (
    <details class="fold">
      <summary>{t('对方没有相机？显示数字')}</summary>
      <p class="digits code">{digits.replace(/(.{5})/g, '$1 ')}</p>
    </details>
  )
}

/** Honest before the other side says so: such a code never turns green. Of a visit just planned, it is asked for once. */
function WithoutVisit({ visit, onFetched }: { visit: Visit | null; onFetched: () => void }) {
  useEffect(() => {
    if (visit) void renew().catch(() => false).then(fetched => fetched && onFetched())
  }, [])
  return (
    <Notice tone="attention" title={visit ? t('本机没有这次检查的凭据') : t('身份码，不对应某次检查')}>
      <p>{visit ? t('对方会看到“身份真实，未查到检查计划”。有信号时重新打开本页可取得凭据；计划外检查没有凭据。') : t('对方只能核对您的身份。要核对某次检查，请从那次检查里亮码。')}</p>
    </Notice>
  )
}

function Nothing({ onFetched }: { onFetched: () => void }) {
  const [failed, setFailed] = useState(false)
  async function fetchNow() {
    setFailed(!(await renew().catch(() => false)))
    onFetched()
  }
  useEffect(() => void fetchNow(), [])
  return (
    <Notice tone="attention" title={t('现在还不能亮码')}>
      <p>{failed ? t('没有取得凭据。请在有信号时重新登录一次；仍不行的，请管理员核对您的执法证是否在有效期内。') : t('正在取凭据…')}</p>
      <p>{t('现在请出示执法证，或请企业扫描自己的企业码核对。')}</p>
      {failed && <ActionButton kind="secondary" onPress={fetchNow}>{t('再试一次')}</ActionButton>}
    </Notice>
  )
}

/** The screen stays on while somebody scans it. */
function useAwake(): void {
  useEffect(() => {
    const lock = navigator.wakeLock?.request('screen').catch(() => null)
    return () => void lock?.then(held => held?.release())
  }, [])
}
