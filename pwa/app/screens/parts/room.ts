/** How full this phone's storage for the app is, said only when it matters. */
import { t } from '../../words'
import type { Tone } from './Notice'

const SHORT = 0.8
const FULL = 0.95

export function roomInWords(filled: number | null): { tone: Tone; title: string; next: string } | null {
  if (filled === null || filled < SHORT) return null
  if (filled < FULL) return { tone: 'attention', title: t('存储空间已用 {n}%', { n: Math.floor(filled * 100) }), next: t('请尽快上传；上传后会自动腾出空间。') }
  return { tone: 'stop', title: t('存储空间快满了，不能再存照片'), next: t('文字可以继续记录。请先上传，或删除手机里的其他内容。') }
}
