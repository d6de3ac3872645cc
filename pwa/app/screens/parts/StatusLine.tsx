/** Saved is said, sent is said: 已存在本机 · 3 条待上传 · 最近上传 10:42. */
import { syncState } from '../../store'
import type { SyncState } from '../../store/types'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { AlertIcon, CrossIcon, TickIcon, WaitingIcon } from './icons'

export function StatusLine() {
  const state = syncState.value
  const { tone, Icon } = look(state)
  return (
    <a class={`status ${tone}`} href="#/waiting">
      <Icon />
      <span role="status" aria-live="polite">{inWords(state)}</span>
    </a>
  )
}

function look(state: SyncState) {
  if (!state.savedOnDevice) return { tone: 'stop', Icon: CrossIcon }
  if (state.problem === 'sign_in' || state.problem === 'revoked' || state.problem === 'fork') return { tone: 'attention', Icon: AlertIcon }
  return state.waiting > 0 ? { tone: 'waiting', Icon: WaitingIcon } : { tone: 'valid', Icon: TickIcon }
}

function inWords(state: SyncState): string {
  if (!state.savedOnDevice) return t('最近一次没有存入本机，请腾出空间后再试')
  return [t('已存在本机'), queue(state), lastUpload(state)].filter(Boolean).join(' · ')
}

function queue(state: SyncState): string {
  if (state.problem === 'revoked') return state.waiting > 0 ? t('设备已停用，正在交存 {n} 条', { n: state.waiting }) : t('设备已停用，记录已交存')
  if (state.waiting === 0 && state.problem === 'sign_in') return t('登录已过期，请重新登录')
  if (state.waiting === 0) return state.lastUploadAt ? t('已全部上传') : ''
  const count = { n: state.waiting }
  if (state.problem === 'sign_in') return t('{n} 条待上传，请重新登录', count)
  return state.sending ? t('正在上传，还有 {n} 条', count) : t('{n} 条待上传', count)
}

function lastUpload(state: SyncState): string {
  return state.lastUploadAt ? t('最近上传 {time}', { time: momentInWords(state.lastUploadAt) }) : ''
}
