/** The lamp and the zoom, where this camera has them; the choice of camera where there are several. */
import { useState } from 'preact/hooks'
import type { ScanSession } from '../../scan'
import { t } from '../../words'
import { LampIcon } from '../parts/icons'

export function CameraTools({ session }: { session: ScanSession }) {
  if (!session.torch && !session.zoom && session.cameras.length < 2) return null
  return (
    <div class="scan-tools">
      {session.zoom && <Zoom zoom={session.zoom} />}
      {session.torch && <Torch torch={session.torch} />}
      {session.cameras.length > 1 && <Cameras session={session} />}
    </div>
  )
}

function Torch({ torch }: { torch: (on: boolean) => Promise<void> }) {
  const [on, setOn] = useState(false)
  async function toggle() {
    await torch(!on)
    setOn(!on)
  }
  return <button type="button" class="scan-tool" aria-pressed={on} onClick={toggle}><LampIcon />{t('照明')}</button>
}

function Zoom({ zoom }: { zoom: NonNullable<ScanSession['zoom']> }) {
  return (
    <label class="scan-zoom">
      {t('放大')}
      <input type="range" min={zoom.min} max={zoom.max} step={zoom.step} defaultValue={String(zoom.value)} onInput={event => zoom.set(Number(event.currentTarget.value))} />
    </label>
  )
}

function Cameras({ session }: { session: ScanSession }) {
  return (
    <label class="scan-camera">
      <span class="unseen">{t('选择相机')}</span>
      <select onChange={event => session.choose(event.currentTarget.value)}>
        {session.cameras.map((camera, index) => (
          <option key={camera.id} value={camera.id} selected={camera.id === session.camera}>{camera.label || t('相机 {n}', { n: index + 1 })}</option>
        ))}
      </select>
    </label>
  )
}
