/** Why a sign-in did not succeed; the server's own sentence where it gave one. */
import { t } from '../../words'

export function notSignedIn(code: string, detail: string): string {
  if (detail) return detail
  if (code === 'unreachable') return t('连不上服务器。首次登录需要网络，请检查信号后再试。')
  if (code === 'passkey_cancelled') return t('没有完成通行密钥验证，请再试一次。')
  if (code === 'not_inspector') return t('这个账号不是执法人员。')
  if (code === 'revoked') return t('此设备已被停用，请联系本单位管理员。')
  return t('服务器暂时没有完成登录，请稍后再试。')
}
