/** A code out of a photo: read on the phone, and where that fails, by the server when there is signal. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { readStill } from '../../scan'
import { t } from '../../words'
import { CameraIcon, PictureIcon } from '../parts/icons'
import { readByServer } from './server'
import { take } from './scanned'

type Step = 'idle' | 'reading' | 'asking' | 'nothing' | 'no_signal' | 'signed_out' | 'busy'

export function StillPhoto() {
  const [step, setStep] = useState<Step>('idle')
  const left = useRef(false)
  useEffect(() => () => void (left.current = true), [])

  async function read(photo: File | undefined) {
    if (!photo) return
    setStep('reading')
    const hits = await readStill(photo)
    if (left.current) return
    if (hits.length > 0) return take(hits.map(hit => hit.text), 'photo')
    setStep('asking')
    const told = await readByServer(photo)
    if (left.current) return
    if (told.data === null) return setStep(told.why)
    if (told.data.length === 0) return setStep('nothing')
    take(told.data, 'server')
  }

  return (
    <>
      <Way label={t('拍照识别')} Icon={CameraIcon} camera onPhoto={read} />
      <Way label={t('从相册')} Icon={PictureIcon} onPhoto={read} />
      {step !== 'idle' && <p class="scan-step" role="status">{inWords(step)}</p>}
    </>
  )
}

interface WayProps {
  label: string
  Icon: () => preact.JSX.Element
  camera?: boolean
  onPhoto: (photo: File | undefined) => Promise<void>
}

function Way({ label, Icon, camera = false, onPhoto }: WayProps) {
  return (
    <label class="way">
      <Icon />{label}
      <input
        class="unseen" type="file" accept="image/*" capture={camera ? 'environment' : undefined}
        onChange={event => {
          const [photo] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          return onPhoto(photo)
        }}
      />
    </label>
  )
}

function inWords(step: Step): string {
  if (step === 'reading') return t('正在本机识别…')
  if (step === 'asking') return t('本机没有读出，正在请服务器识别…')
  if (step === 'no_signal') return t('照片里没有读出二维码；有网络时可由服务器再试，或手动输入。')
  if (step === 'signed_out') return t('照片里没有读出二维码；重新登录后可由服务器再试，或手动输入。')
  if (step === 'busy') return t('照片里没有读出二维码，服务器现在也不能识别；请再拍一张，或手动输入。')
  return t('照片里没有读出二维码。请靠近、避开反光再拍，或手动输入。')
}
