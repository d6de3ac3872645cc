/** Whether two writings name the same enterprise: blanks, brackets and letter widths do not matter. */
import { halfWidth } from '../../rules/creditCode'

export function sameName(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(name: string): string {
  return halfWidth(name).normalize('NFKC').replace(/[\s（）()〔〕[\]【】·•.-]/g, '').toUpperCase()
}
