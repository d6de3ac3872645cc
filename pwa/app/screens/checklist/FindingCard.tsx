/** A recorded finding: never changed, only corrected by a new one or withdrawn with a reason. */
import { useState } from 'preact/hooks'
import type { Finding, Visit } from '../../rules/records'
import { me, withdrawFinding } from '../../store'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { severityInWords } from '../../words/field'
import { ActionButton } from '../parts/ActionButton'
import { Tag } from '../parts/Notice'
import { useKept } from '../parts/useKept'
import { agencyInWords } from './agency'
import { Thumbnail } from './Thumbnail'

interface Props {
  visit: Visit
  finding: Finding
  open: boolean
  onCorrect?: () => void
}

export function FindingCard({ visit, finding, open, onCorrect }: Props) {
  const [withdrawing, setWithdrawing] = useState(false)
  const mine = finding.inspector === me.value?.inspector?.id
  return (
    <div class="finding">
      <p class="finding-top">
        <Tag tone="stop">{t('问题 · {severity}', { severity: severityInWords(finding.severity) })}</Tag>
        {!mine && <span class="muted">{finding.inspector_name} · {agencyInWords(finding.agency)}</span>}
      </p>
      <p class="finding-text">{finding.text}</p>
      <p class="muted">{finding.correction_due ? t('整改期限 {day}', { day: dayInWords(finding.correction_due) }) : t('不需整改')}</p>
      {finding.evidence.length > 0 && (
        <div class="photos">{finding.evidence.map((sha256, index) => <Thumbnail key={sha256} sha256={sha256} number={index + 1} />)}</div>
      )}
      {open && mine && !withdrawing && (
        <p class="finding-actions">
          {onCorrect && <button type="button" class="quiet-button" onClick={onCorrect}>{t('更正')}</button>}
          <button type="button" class="quiet-button" onClick={() => setWithdrawing(true)}>{t('撤回')}</button>
        </p>
      )}
      {open && withdrawing && <Withdrawal visit={visit.id} finding={finding.id} onKeep={() => setWithdrawing(false)} />}
    </div>
  )
}

function Withdrawal({ visit, finding, onKeep }: { visit: string; finding: string; onKeep: () => void }) {
  const key = `withdrawal/${visit}/${finding}/`
  const [reason, keep] = useKept(key, () => '')

  function keepText(text: string) {
    return keep(() => text)
  }

  async function withdraw() {
    await withdrawFinding({ visit, finding, reason: reason.trim() }, key)
  }

  return (
    <div class="withdrawal">
      <label class="field">
        <span class="label">{t('为什么撤回（原记录会保留）')}</span>
        <input value={reason} onInput={event => keepText(event.currentTarget.value)} />
      </label>
      <div class="action-pair">
        <ActionButton kind="secondary" onPress={onKeep}>{t('不撤回')}</ActionButton>
        <ActionButton kind="danger" disabled={reason.trim() === ''} onPress={withdraw}>{t('撤回')}</ActionButton>
      </div>
    </div>
  )
}
