/** How a visit stands: a word, a sign and a colour together. */
import type { Visit, VisitState } from '../../rules/records'
import { localDay } from '../../words/dates'
import { visitStateInWords } from '../../words/field'
import { stateForUs } from '../facts/visit'
import { Tag, type Tone } from './Notice'

const TONES: Record<VisitState, Tone> = {
  open: 'waiting', started: 'attention', completed: 'valid', cancelled: 'waiting', lapsed: 'stop',
}

export function StateTag({ visit }: { visit: Visit }) {
  const state = stateForUs(visit, localDay())
  return <Tag tone={TONES[state]}>{visitStateInWords(state)}</Tag>
}
