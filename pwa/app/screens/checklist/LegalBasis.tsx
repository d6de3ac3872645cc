/** The law an item stands on: in reach, not in the way. */
import type { ItemVersion } from '../../rules/records'
import { t } from '../../words'
import { LawIcon } from '../parts/icons'

export function LegalBasis({ item }: { item: ItemVersion }) {
  if (item.legal_basis.length === 0) return null
  return (
    <details class="law">
      <summary><LawIcon />{t('检查依据（{n}）', { n: item.legal_basis.length })}</summary>
      {item.legal_basis.map((basis, index) => (
        <blockquote key={index}>
          <p class="law-name">{basis.law} {basis.article}</p>
          <p>{basis.text}</p>
        </blockquote>
      ))}
    </details>
  )
}
