/** How each waiting thing stands, and why, and what happens next. */
import type { OutboxItem, Problem } from '../../store/types'
import { t } from '../../words'
import type { Tone } from '../parts/Notice'

export interface Said {
  tone: Tone
  words: string
}

export function stateInWords(item: OutboxItem): Said {
  switch (item.state) {
    case 'ready': return { tone: 'waiting', words: item.type === 'photo' && item.sent > 0 ? t('已传 {n}%，等待继续', { n: share(item.sent, item.size) }) : t('等待上传') }
    case 'sending': return { tone: 'waiting', words: t('正在上传') }
    case 'uploading': return { tone: 'waiting', words: t('正在上传 {n}%', { n: item.type === 'photo' ? share(item.sent, item.size) : 0 }) }
    case 'held_auth': return { tone: 'attention', words: t('等待重新登录') }
    case 'held_upgrade': return { tone: 'attention', words: t('等待更新应用') }
    case 'held_revoked': return { tone: 'stop', words: t('此设备已停用') }
    case 'held_fork': return { tone: 'stop', words: t('需要管理员核对') }
    case 'quarantined': return { tone: 'attention', words: t('服务器已收存，监督部门核对中') }
    case 'left': return { tone: 'attention', words: t('监督部门核对后没有采用，原记录已封存') }
    case 'conflict': return { tone: 'attention', words: t('与同事填写不同，请回检查单确认') }
    case 'damaged': return { tone: 'stop', words: t('照片在本机损坏，请重新拍摄') }
  }
}

export function problemInWords(problem: Problem): { tone: Tone; title: string; next: string } {
  switch (problem) {
    case 'sign_in': return { tone: 'attention', title: t('登录已过期'), next: t('检查可以继续，重新登录后自动上传。') }
    case 'update': return { tone: 'attention', title: t('应用需要更新'), next: t('请到“我的”更新；记录都在本机，更新后自动上传。') }
    case 'revoked': return { tone: 'stop', title: t('此设备已被停用，不能再记录'), next: t('没有上传的记录和照片会自动交服务器封存，由监督部门核对，之后本机数据会清除。您也可以先在下面导出。') }
    case 'fork': return { tone: 'stop', title: t('本机记录与服务器不一致'), next: t('记录仍在本机，没有丢失。请联系管理员核对后再上传。') }
    case 'server': return { tone: 'waiting', title: t('服务器暂时繁忙'), next: t('稍后自动再试，不需要您操作。') }
    case 'portal': return { tone: 'attention', title: t('当前网络需要先登录'), next: t('请打开浏览器完成 Wi-Fi 登录，或改用移动网络。') }
    case 'refused': return { tone: 'attention', title: t('服务器读不了一条记录'), next: t('它和后面的记录都在本机，没有丢失。请在下面导出文件，交给管理员。') }
    case 'storage': return { tone: 'stop', title: t('最近一次没有存入本机'), next: t('请删除一些照片或应用，腾出空间后再试。') }
  }
}

function share(sent: number, size: number): number {
  return size > 0 ? Math.floor((sent / size) * 100) : 0
}
