/** A photo small; one taken on a colleague's phone is counted until its small picture has come. */
import { useEffect, useState } from 'preact/hooks'
import { localPhoto, picturesHere } from '../../store'
import { t } from '../../words'
import { PictureIcon } from '../parts/icons'

export function Thumbnail({ sha256, number }: { sha256: string; number: number }) {
  const [address, setAddress] = useState<string | null>(null)
  useEffect(() => void localPhoto(sha256).then(setAddress), [sha256, picturesHere.value])
  return (
    <span class="thumbnail">
      {address ? <img src={address} alt={t('照片 {n}', { n: number })} /> : <><PictureIcon /><span class="unseen">{t('照片 {n}（不在本机）', { n: number })}</span></>}
    </span>
  )
}
