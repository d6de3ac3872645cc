/** 合格 不合格 未检查 合理缺项: large, each with its sign. */
import type { LineValue } from '../../rules/records'
import { lineValueInWords } from '../../words/field'
import { CrossIcon, DashIcon, TickIcon, WaitingIcon } from '../parts/icons'

export const SIGN_OF: Record<LineValue, () => preact.JSX.Element> = {
  conforming: TickIcon, nonconforming: CrossIcon, not_inspected: WaitingIcon, not_applicable: DashIcon,
}
const CHOICES = Object.entries(SIGN_OF) as [LineValue, () => preact.JSX.Element][]

interface Props {
  /** Also the id of the line that the choices belong to. */
  name: string
  value: LineValue | undefined
  onChoose: (value: LineValue) => Promise<void>
}

export function FourChoices({ name, value, onChoose }: Props) {
  return (
    <div class="four" role="radiogroup" aria-labelledby={`${name}-content`}>
      {CHOICES.map(([choice, Sign]) => (
        <label key={choice} class={`four-choice ${choice}`}>
          <input class="unseen" type="radio" name={name} checked={value === choice} onChange={() => onChoose(choice)} />
          <Sign />{lineValueInWords(choice)}
        </label>
      ))}
    </div>
  )
}
