/** The forms by name. */
import type { DocumentKind } from '../../rules/documentTemplate'
import { t } from '../../words'

export function documentInWords(kind: DocumentKind): string {
  return {
    notice: t('行政检查通知书'), on_site: t('现场检查笔录'), sampling: t('抽样取证通知书'), survey: t('勘验笔录'),
    questioning: t('询问笔录'), result: t('行政检查结果告知书'),
  }[kind]
}
