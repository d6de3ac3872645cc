/** 文书: the forms of a visit, filled from what this phone knows; printed without signal, numbered once it has been sent. */
import { useEffect, useState } from 'preact/hooks'
import { DOCUMENT_KINDS, type DocumentKind } from '../../rules/documentTemplate'
import type { Visit } from '../../rules/records'
import { outbox, syncState } from '../../store'
import { documentNumbers } from '../../store/documents'
import { t } from '../../words'
import { myAgency } from '../checklist/myItems'
import { Frame } from '../parts/Frame'
import { NextIcon } from '../parts/icons'
import { Sheet } from './Sheet'
import { documentInWords } from './words'

export function Documents({ visit, step }: { visit: Visit; step: string }) {
  const kind = DOCUMENT_KINDS.find(one => step === `document-${one}`)
  const numbers = useNumbers(visit)
  if (kind) return <Sheet visit={visit} kind={kind} number={numbers.get(kind) ?? ''} asked={isAsked(visit, kind)} />
  return (
    <Frame title={t('打印文书')} over={visit.enterprise.name} back={`visit/${visit.id}`}>
      <p class="muted">{t('按本机记录填写，没有信号也能打印。没有编号的是草稿，联网后编号。')}</p>
      <ul class="plain rows">
        {DOCUMENT_KINDS.map(one => (
          <li key={one}><a class="row" href={`#/visit/${visit.id}/document-${one}`}><span class="switch-words">{documentInWords(one)}<small>{standing(numbers.get(one), isAsked(visit, one))}</small></span><NextIcon /></a></li>
        ))}
      </ul>
    </Frame>
  )
}

function standing(number: string | undefined, asked: boolean): string {
  return number ?? (asked ? t('草稿，联网后编号') : t('草稿'))
}

/** Whether the word that it was printed waits here to be sent. */
function isAsked(visit: Visit, kind: DocumentKind): boolean {
  return outbox.value.some(item => {
    const body = item.type === 'operation' && item.operation.kind === 'document.drafted' ? item.operation.body : null
    return body !== null && 'document' in body && body.visit === visit.id && body.document === kind
  })
}

function useNumbers(visit: Visit): ReadonlyMap<string, string> {
  const [numbers, setNumbers] = useState<ReadonlyMap<string, string>>(new Map())
  const pulled = syncState.value.lastPullAt
  useEffect(() => void documentNumbers(visit.id, myAgency(visit)).then(setNumbers), [visit.id, pulled])
  return numbers
}
