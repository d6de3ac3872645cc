/** The camera on the visitor's code; a photo or the digits themselves where there is no camera. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { readStill, startScanning, type CameraProblem } from '../../scan'
import { t } from '../../words'
import { BackIcon, PictureIcon, TypeIcon } from '../parts/icons'
import { challengeInWords } from './judge'
import { Typed } from './Typed'

interface Props {
  challenge: number | null
  /** False where the code is not the one waited for, and looking goes on. */
  onText: (text: string) => Promise<boolean>
  onBack: () => void
}

export function Scanning({ challenge, onText, onBack }: Props) {
  const [typing, setTyping] = useState(false)
  if (typing) return <Typed challenge={challenge} onText={onText} onBack={() => setTyping(false)} />
  return <Live challenge={challenge} onText={onText} onBack={onBack} onType={() => setTyping(true)} />
}

function Live({ challenge, onText, onBack, onType }: Props & { onType: () => void }) {
  const [hint, setHint] = useState('')
  const { video, problem } = useCamera(take)
  async function take(text: string): Promise<boolean> {
    const done = await onText(text)
    if (!done) setHint(t('这个码还没有回答您的数字，请来人先输入。'))
    return done
  }
  async function read(photo: File | undefined) {
    const [hit] = photo ? await readStill(photo) : []
    if (hit) await take(hit.text)
    else setHint(t('照片里没有读出亮码，请靠近些再拍。'))
  }
  return (
    <div class={problem ? 'scan scan-dark' : 'scan'}>
      <header class="scan-head">
        <button type="button" class="round round-dark verify-back" aria-label={t('返回')} onClick={onBack}><BackIcon /></button>
        <h1>{t('扫来人的亮码')}</h1>
      </header>
      <main class="scan-main">
        <video ref={video} class="scan-video" playsInline muted aria-label={t('相机画面')} />
        {challenge !== null && <Asked challenge={challenge} />}
        <div class="scan-middle">
          {problem ? <p class="no-camera-what" role="status">{problemInWords(problem)}</p> : <div class="scan-frame" aria-hidden="true"><i /><i /><i /><i /></div>}
        </div>
        <div class="scan-ways verify-ways">
          <label class="way">
            <PictureIcon />{t('拍照或从相册')}
            <input class="unseen" type="file" accept="image/*" onChange={event => read(event.currentTarget.files?.[0])} />
          </label>
          <button type="button" class="way" onClick={onType}><TypeIcon />{t('输入数字')}</button>
          {hint && <p class="scan-step" role="status">{hint}</p>}
        </div>
      </main>
    </div>
  )
}

export function Asked({ challenge }: { challenge: number }) {
  return <p class="verify-asked" role="status">{t('请来人在亮码页输入')}<b>{challengeInWords(challenge)}</b>{t('输入后再扫')}</p>
}

function useCamera(onText: (text: string) => Promise<boolean>) {
  const video = useRef<HTMLVideoElement>(null)
  const [problem, setProblem] = useState<CameraProblem | null>(null)
  useEffect(() => {
    let left = false
    const starting = startScanning(video.current!, hit => void look(hit.text), found => !left && setProblem(found))
    async function look(text: string) {
      if (!left && !(await onText(text)) && !left) (await starting).resume()
    }
    return () => {
      left = true
      void starting.then(session => session.stop())
    }
  }, [])
  return { video, problem }
}

function problemInWords(problem: CameraProblem): string {
  if (problem === 'denied') return t('没有相机权限。请在浏览器设置中允许，或用下面的方式。')
  return problem === 'insecure' ? t('当前网址不安全，浏览器不允许使用相机。') : t('相机没有打开。请用下面的方式。')
}
