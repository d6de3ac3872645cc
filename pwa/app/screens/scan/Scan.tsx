/** The camera across the whole screen, and three other ways below it. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { startScanning, type CameraProblem, type ScanHit, type ScanSession } from '../../scan'
import { t } from '../../words'
import { BackIcon, TickIcon, TypeIcon } from '../parts/icons'
import { Heading } from '../parts/Frame'
import { route } from '../router'
import { CameraTools } from './CameraTools'
import { NoCamera } from './NoCamera'
import { beginAnew, take } from './scanned'
import { StillPhoto } from './StillPhoto'
import { TypedCode } from './TypedCode'

export function ScanScreen() {
  return route.value.id === 'typed' ? <TypedCode /> : <LiveScan />
}

function LiveScan() {
  const [attempt, setAttempt] = useState(0)
  const { video, session, problem, found, opened } = useCamera(attempt)
  return (
    <div class={problem ? 'scan scan-dark' : 'scan'}>
      <header class="scan-head">
        <a class="round round-dark" href="#/today" aria-label={t('返回')}><BackIcon /></a>
        <Heading>{t('扫描企业码')}</Heading>
      </header>
      <main class="scan-main">
        <video ref={video} class="scan-video" playsInline muted aria-label={t('相机画面')} />
        <div class="scan-middle">{problem ? <NoCamera problem={problem} onRetry={() => setAttempt(attempt + 1)} /> : <Aim found={found} />}</div>
        {session && !problem && <CameraTools key={opened} session={session} />}
        <div class="scan-ways">
          <StillPhoto />
          <a class="way" href="#/scan/typed"><TypeIcon />{t('手动输入')}</a>
        </div>
      </main>
    </div>
  )
}

function Aim({ found }: { found: boolean }) {
  return (
    <>
      <div class={found ? 'scan-frame scan-found' : 'scan-frame'} aria-hidden="true">{found ? <TickIcon /> : <><i /><i /><i /><i /></>}</div>
      <p class="scan-help" role="status">{found ? t('已识别') : t('对准营业执照或门口的二维码，靠近些更容易识别')}</p>
    </>
  )
}

/** Long enough to be seen, for whoever holds the phone at arm's length. */
const SHOWN_MS = 250

function useCamera(attempt: number) {
  const video = useRef<HTMLVideoElement>(null)
  const [session, setSession] = useState<ScanSession | null>(null)
  const [problem, setProblem] = useState<CameraProblem | null>(null)
  const [found, setFound] = useState(false)
  const [opened, setOpened] = useState(0)
  useEffect(() => {
    let left = false
    beginAnew()
    setProblem(null)
    setFound(false)
    const starting = startScanning(video.current!, read, told => !left && setProblem(told), show)

    function read(hit: ScanHit) {
      if (left) return
      setFound(true)
      setTimeout(() => !left && take([hit.text], hit.engine), SHOWN_MS)
    }

    /** What was wrong is mended, and lamp and zoom begin again. */
    function show() {
      if (left) return
      setProblem(null)
      setOpened(before => before + 1)
    }

    starting.then(started => (left ? started.stop() : setSession(started)))
    return () => {
      left = true
      setSession(null)
      starting.then(started => started.stop())
    }
  }, [attempt])
  return { video, session, problem, found, opened }
}
