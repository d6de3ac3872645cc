/** 照片 5/5: said of all photos of the visit, whoever took them. */
import type { Visit } from '../../rules/records'
import { outbox } from '../../store'
import { t } from '../../words'
import { photosOf, type Arrival } from '../facts/photos'
import { Notice, SIGNS } from '../parts/Notice'

export function PhotosArrival({ visit }: { visit: Visit }) {
  const arrival = photosOf(visit, outbox.value)
  if (arrival.all === 0) return null
  const done = arrival.arrived === arrival.all
  const Sign = SIGNS[done ? 'valid' : 'waiting']
  return (
    <>
      <p class={`photos-arrival ${done ? 'valid' : 'waiting'}`} role="status"><Sign /><span>{inWords(arrival)}</span></p>
      {arrival.damaged > 0 && (
        <Notice tone="stop" title={t('{n} 张照片在本机损坏', { n: arrival.damaged })}>
          <p>{t('请尽量重新拍摄。残存的内容可以导出，交给管理员。')}</p>
          <p><a href="#/waiting">{t('去待上传页导出')}</a></p>
        </Notice>
      )}
    </>
  )
}

function inWords({ all, arrived, here, damaged, isSending }: Arrival): string {
  const count = { n: arrived, all }
  if (arrived === all) return t('照片 {n}/{all} 已全部送达', count)
  if (isSending) return t('照片 {n}/{all} 已送达，正在上传', count)
  if (here > 0) return t('照片 {n}/{all} 已送达，{here} 张存在本机，有网络时自动上传', { ...count, here })
  return damaged > 0 ? t('照片 {n}/{all} 已送达', count) : t('照片 {n}/{all} 已送达，其余还在同事手机上', count)
}
