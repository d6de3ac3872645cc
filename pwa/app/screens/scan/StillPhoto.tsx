/** A code out of a photo: read on the phone, and where that fails, by the server when there is signal. */
import { useState } from 'preact/hooks'
import { readStill } from '../../scan'
import { t } from '../../words'
import { CameraIcon, PictureIcon } from '../parts/icons'
import { readByServer } from './server'
import { take } from './scanned'

type Step = 'idle' | 'reading' | 'asking' | 'nothing' | 'no_signal'

export function StillPhoto() {
  const [step, setStep] = useState<Step>('idle')

  async function read(photo: File | undefined) {
    if (!photo) return
    setStep('reading')
    const hits = await readStill(photo)
    if (hits.length > 0) return take(hits.map(hit => hit.text), 'photo')
    setStep('asking')
    const texts = await readByServer(photo)
    if (texts === null) return setStep('no_signal')
    if (texts.length === 0) return setStep('nothing')
    take(texts, 'server')
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
  return step === 'no_signal' ? t('照片里没有读出二维码；有网络时可由服务器再试，或手动输入。') : t('照片里没有读出二维码。请靠近、避开反光再拍，或手动输入。')
}
