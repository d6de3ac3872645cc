/** How a visit stands: a word, a sign and a colour together. */
import type { Visit, VisitState } from '../../rules/records'
import { visitStateInWords } from '../../words/field'
import { Tag, type Tone } from './Notice'

const TONES: Record<VisitState, Tone> = {
  open: 'waiting', started: 'attention', completed: 'valid', cancelled: 'waiting', lapsed: 'stop',
}

export function StateTag({ visit }: { visit: Visit }) {
  return <Tag tone={TONES[visit.state]}>{visitStateInWords(visit.state)}</Tag>
}
