/** The verdict's face: the enterprise large, the answer in colour, sign and words. */
import type { ComponentChildren } from 'preact'
import type { VisitEnterprise, VisitPremises } from '../../rules/records'
import { t } from '../../words'
import { SIGNS, type Tone } from '../parts/Notice'
import { PlaceIcon } from '../parts/icons'
import { CodeNote } from './CodeNote'

interface Props {
  tone: Tone
  /** The answer itself, a sentence. */
  sentence: string
  enterprise?: VisitEnterprise
  premises?: VisitPremises
  children?: ComponentChildren
}

export function AnswerPanel({ tone, sentence, enterprise, premises, children }: Props) {
  const Sign = SIGNS[tone]
  return (
    <>
      <section class={`answer ${tone}`} aria-live="polite">
        <p class="answer-sentence"><span class="answer-sign"><Sign /></span>{sentence}</p>
        {enterprise && <p class="answer-name">{enterprise.name || t('名称待核实')}</p>}
        {enterprise && <p class="answer-code code">{enterprise.credit_code}</p>}
        {premises?.address && <p class="card-place"><PlaceIcon />{premises.address}</p>}
        {children}
      </section>
      {enterprise && <CodeNote enterprise={enterprise} />}
    </>
  )
}
