/** What this phone keeps and where, said as it is. */
import { keeping } from '../../store'
import type { Keeping } from '../../store/types'
import { t } from '../../words'
import { Notice } from '../parts/Notice'
import { roomInWords } from '../parts/room'

export function Kept() {
  const { copies, why, restored, strays } = keeping.value
  const room = roomInWords(keeping.value.filled)
  return (
    <>
      <Cleared />
      {restored > 0 && <Notice tone="valid" title={t('已找回 {n} 条记录', { n: restored })}><p>{t('浏览器丢失了一份存储，另一份完好，记录没有丢失。')}</p></Notice>}
      {strays > 0 && <Notice tone="attention" title={t('{n} 条旧记录单独保存', { n: strays })}><p>{t('它们接不上现在的记录。请导出文件，交给管理员。')}</p></Notice>}
      {copies === 1 && <Notice tone="attention" title={t('本机现在只保存一份')}><p>{oneCopy(why)}</p></Notice>}
      {room && <Notice tone={room.tone} title={room.title}><p>{room.next}</p></Notice>}
    </>
  )
}

/** Both copies were cleared by the browser: what had not been uploaded is gone from this phone. */
export function Cleared() {
  const { cleared } = keeping.value
  if (!cleared) return null
  return (
    <Notice tone={cleared.unsent > 0 ? 'stop' : 'attention'} title={t('这台手机的本机存储被清除过')}>
      <p>{cleared.unsent > 0 ? t('清除前至少还有 {n} 条没有上传，请联系管理员并尽快补录。', { n: cleared.unsent }) : t('请登录后核对最近的记录，缺少的请补录。')}</p>
    </Notice>
  )
}

/** Nobody is signed in any more: the device was revoked, and what it held is with the server. */
export function Wiped() {
  if (!keeping.value.wiped) return null
  return (
    <Notice tone="attention" title={t('此设备已被停用，本机数据已清除')}>
      <p>{t('没有上传的记录和照片都已先交服务器封存，由监督部门核对。如需继续使用这台手机，请联系管理员后重新登录。')}</p>
    </Notice>
  )
}

/** One quiet line where all is well. */
export function copiesInWords({ copies }: Keeping): string {
  return copies === 2 ? t('每条记录和照片在本机加密保存两份，互为备份。') : ''
}

function oneCopy(why: Keeping['why']): string {
  return why === 'unsupported' ? t('这个浏览器不能保存第二份。记录照常，请尽快上传。') : t('第二份暂时写不进去，会自动再试。记录照常，请尽快上传。')
}
