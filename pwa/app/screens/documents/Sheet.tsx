/** One document as it stands on paper: what is shown is what is printed, a draft until it has its number. */
import { useEffect, useState } from 'preact/hooks'
import { filled, readTemplate, type DocumentKind, type Line } from '../../rules/documentTemplate'
import type { Visit } from '../../rules/records'
import { ownText, recordDocumentDrafted } from '../../store/documents'
import { t } from '../../words'
import { DRAFT, FOOT } from '../../words/paper'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { TEXTS } from './texts'
import { documentValues } from './values'
import { documentInWords } from './words'

interface Props {
  visit: Visit
  kind: DocumentKind
  number: string
  asked: boolean
}

export function Sheet({ visit, kind, number, asked }: Props) {
  const [text, setText] = useState<string | null>(null)
  useEffect(() => void ownText(kind).then(own => setText(own ?? TEXTS[kind])), [kind])

  async function printIt() {
    if (!number && !asked) await recordDocumentDrafted(visit.id, kind)
    print()
  }

  return (
    <Frame
      title={documentInWords(kind)} over={number || t('草稿，联网后编号')} back={`visit/${visit.id}/documents`}
      action={<ActionButton onPress={printIt}>{t('打印')}</ActionButton>}
    >
      {text !== null && (
        <article class="paper" lang="zh-CN">
          {!number && <p class="draft-mark">{DRAFT}</p>}
          {filled(readTemplate(text), documentValues(visit, number)).map((line, index) => <Printed key={index} line={line} />)}
          <p class="paper-foot">{number ? FOOT.numbered : FOOT.draft}</p>
        </article>
      )}
    </Frame>
  )
}

/** What is empty leaves room to write. */
function Printed({ line: { kind, text, label } }: { line: Line }) {
  if (kind === 'title') return <h2>{text}</h2>
  if (kind === 'heading') return <h3>{text}</h3>
  if (kind === 'text') return <p class={text ? '' : 'paper-room'}>{text}</p>
  return <p class="paper-fact"><span>{label}</span><span class={text ? '' : 'paper-blank'}>{text}</span></p>
}
