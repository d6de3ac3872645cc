/** Who of the team is here, with badge numbers; oneself always. */
import type { TeamMember } from '../../rules/records'
import { t } from '../../words'

interface Props {
  team: TeamMember[]
  self: string
  present: string[]
  onChange: (present: string[]) => void
}

export function TeamPresent({ team, self, present, onChange }: Props) {
  const inspectors = team.filter(member => member.role === 'inspector' && present.includes(member.inspector))
  return (
    <fieldset class="choices">
      <legend>{t('到场人员')}</legend>
      {team.map(member => (
        <label key={member.inspector} class="switch-row">
          <span class="switch-words">
            {member.name}{member.inspector === self && t('（我）')}
            <small class="code">{member.badge_number}{member.role === 'helper' && ` · ${t('协助')}`}</small>
          </span>
          <input
            type="checkbox" role="switch" checked={present.includes(member.inspector)} disabled={member.inspector === self}
            onChange={() => onChange(toggled(present, member.inspector))}
          />
        </label>
      ))}
      {inspectors.length < 2 && <p class="attention-words">{t('执法人员不得少于两人。请勾选到场的同事。')}</p>}
    </fieldset>
  )
}

function toggled(present: string[], inspector: string): string[] {
  return present.includes(inspector) ? present.filter(other => other !== inspector) : [...present, inspector]
}
