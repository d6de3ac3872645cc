/** Whether it is the person: the photo on his badge, fetched for the code or kept before, for a human to compare. */
import { useEffect, useState } from 'preact/hooks'
import type { Place } from '../../store/verifier'
import { tell, type Told } from '../../sync/verifier'
import { t } from '../../words'
import { Notice } from '../parts/Notice'

interface Props {
  badge: string
  place: Place | undefined
  told: Told | null
}

export function Face({ badge, place, told }: Props) {
  const photo = told?.face ?? place?.faces?.find(one => one.badge === badge)?.photo
  if (!photo) return <p class="muted">{t('本机没有此人的照片，请看执法证上的照片是不是本人。')}</p>
  return (
    <figure class="face">
      <img src={`data:image/jpeg;base64,${photo}`} alt={t('执法证照片')} />
      <figcaption>{t('请对照：是不是本人？')}</figcaption>
    </figure>
  )
}

export function Elsewhere() {
  return (
    <Notice tone="attention" title={t('平台显示此人正在另一处检查')}>
      <p>{t('请仔细对照照片和执法证，可拨打12345核实。司法局会收到提示。')}</p>
    </Notice>
  )
}

/** The platform is told of the code at once; without signal nothing is known, and it is told later. */
export function useTold(digits: string | null): Told | null {
  const [told, setTold] = useState<Told | null>(null)
  useEffect(() => {
    if (digits) void tell(digits).then(setTold)
  }, [digits])
  return told
}
