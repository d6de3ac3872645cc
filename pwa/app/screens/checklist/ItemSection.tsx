/** One inspection item with its law and its lines. */
import type { ItemVersion, Visit } from '../../rules/records'
import { progressOf } from '../facts/progress'
import { standingOn } from '../facts/findings'
import { AdoptItem } from './AdoptItem'
import { FindingCard } from './FindingCard'
import { LegalBasis } from './LegalBasis'
import { Line } from './Line'

export function ItemSection({ visit, item, open }: { visit: Visit; item: ItemVersion; open: boolean }) {
  const { done, total } = progressOf(visit, [item])
  const unplaced = standingOn(visit, item.code).filter(finding => finding.line === null)
  return (
    <section class="item">
      <h2>{item.name}<span class="item-share">{done}/{total}</span></h2>
      <LegalBasis item={item} />
      <AdoptItem visit={visit} item={item} open={open} />
      <ol class="lines">
        {item.lines.map(({ line }) => <Line key={line} visit={visit} item={item} line={line} open={open} />)}
      </ol>
      {unplaced.map(finding => <FindingCard key={finding.id} visit={visit} finding={finding} open={open} />)}
    </section>
  )
}
