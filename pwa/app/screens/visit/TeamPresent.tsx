/** Who of the team is here, with badge numbers; oneself always. */
import type { TeamMember } from '../../rules/records'
import { t } from '../../words'

interface Props {
  team: TeamMember[]
  self: string
  /** The agency one comes for: its people first, the others' folded. */
  agency: string
  present: string[]
  onChange: (present: string[]) => void
}

export function TeamPresent({ team, self, agency, present, onChange }: Props) {
  const inspectors = team.filter(member => member.role === 'inspector' && present.includes(member.inspector))
  const own = team.filter(member => member.agency === agency)
  const others = team.filter(member => member.agency !== agency)
  const row = (member: TeamMember) => (
    <Member
      key={member.inspector} member={member} self={member.inspector === self} here={present.includes(member.inspector)}
      onToggle={() => onChange(toggled(present, member.inspector))}
    />
  )
  return (
    <fieldset class="choices">
      <legend>{t('到场人员')}</legend>
      {own.map(row)}
      {inspectors.length < 2 && <p class="attention-words">{t('执法人员不得少于两人。请勾选到场的同事。')}</p>}
      {others.length > 0 && (
        <details class="fold">
          <summary>{t('其他单位人员（{n}）', { n: others.length })}</summary>
          <div class="choices">{others.map(row)}</div>
        </details>
      )}
    </fieldset>
  )
}

function Member({ member, self, here, onToggle }: { member: TeamMember; self: boolean; here: boolean; onToggle: () => void }) {
  return (
    <label class="switch-row">
      <span class="switch-words">
        {member.name}{self && t('（我）')}
        <small class="code">{[member.badge_number, member.role === 'helper' && t('辅助人员')].filter(Boolean).join(' · ')}</small>
      </span>
      <input type="checkbox" role="switch" checked={here} disabled={self} onChange={onToggle} />
    </label>
  )
}

function toggled(present: string[], inspector: string): string[] {
  return present.includes(inspector) ? present.filter(other => other !== inspector) : [...present, inspector]
}
