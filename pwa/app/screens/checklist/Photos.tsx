/** Photos of a finding: taken by the camera or from the album, kept as taken, seen small. */
import { useState } from 'preact/hooks'
import { takeEvidence } from '../../store'
import { t } from '../../words'
import { CameraIcon, PictureIcon } from '../parts/icons'
import { Thumbnail } from './Thumbnail'

interface Props {
  visit: string
  finding: string
  item: string
  line: string
  taken: string[]
  /** Before the first byte is kept: the photo names a finding that must be known again after a crash. */
  onBegin: () => Promise<void>
  onTaken: (sha256: string) => Promise<void>
}

export function Photos({ visit, finding, item, line, taken, onBegin, onTaken }: Props) {
  const [saving, setSaving] = useState(false)

  /** Each photo is on the disk before the next one is read. */
  async function keep(files: File[]) {
    setSaving(true)
    try {
      await onBegin()
      for (const file of files) await onTaken(await takeEvidence(file, { visit, finding, inspection_item: item, line }))
    } finally {
      setSaving(false)
    }
  }

  return (
    <div class="photos">
      {taken.map((sha256, index) => <Thumbnail key={sha256} sha256={sha256} number={index + 1} />)}
      <PhotoButton label={t('拍照')} Icon={CameraIcon} camera onPhotos={keep} />
      <PhotoButton label={t('相册')} Icon={PictureIcon} onPhotos={keep} />
      <p class="unseen" role="status">{saving ? t('正在存入照片…') : t('{n} 张照片', { n: taken.length })}</p>
    </div>
  )
}

interface ButtonProps {
  label: string
  Icon: () => preact.JSX.Element
  camera?: boolean
  onPhotos: (files: File[]) => Promise<void>
}

function PhotoButton({ label, Icon, camera = false, onPhotos }: ButtonProps) {
  return (
    <label class="photo-button">
      <Icon />{label}
      <input
        class="unseen" type="file" accept="image/*" multiple={!camera} capture={camera ? 'environment' : undefined}
        onChange={event => {
          const files = [...(event.currentTarget.files ?? [])]
          event.currentTarget.value = ''
          return onPhotos(files)
        }}
      />
    </label>
  )
}
