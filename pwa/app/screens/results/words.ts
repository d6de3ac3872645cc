/** What is done upon a result, and why it was not signed, as people say it. */
import type { Disposition, ResultLine } from '../../sync/results'
import { t } from '../../words'

export function dispositionInWords(disposition: Disposition): string {
  return {
    none: t('无需处理'), guidance: t('指导'), leniency: t('轻微免罚'), correction: t('责令改正'), case_filed: t('立案'),
  }[disposition]
}

export function originInWords(result: ResultLine): string {
  if (result.origin === 'closed') return ''
  if (result.origin === 'late') return t('第{n}版，记录后到', { n: result.version })
  return t('第{n}版，异议复查', { n: result.version })
}

/** The server's own sentence where it gave one. */
export function notSigned(code: string, detail: string): string {
  if (code === 'unreachable') return t('连不上服务器。签发要联网，请到有信号的地方再试。')
  if (code === 'sign_in_first') return t('登录已过期，请重新登录后签发。')
  if (code === 'passkey_cancelled') return t('没有完成通行密钥验证，没有签发。')
  return detail || t('没有签发成功，请稍后再试。')
}
