/** The sheet under a line: what is wrong, how serious, until when, with photos. */
import type { Finding, ItemVersion } from '../../rules/records'
import { recordFinding } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { useKept } from '../parts/useKept'
import { DueChoice } from './DueChoice'
import { correctionOf, draftKey, emptyDraft, forgetDraft, type FindingDraft } from './findingDraft'
import { Photos } from './Photos'
import { SeverityChoice } from './SeverityChoice'

interface Props {
  visit: string
  item: ItemVersion
  line: string
  correcting: Finding | null
  onDone: () => void
}

export function FindingForm({ visit, item, line, correcting, onDone }: Props) {
  const key = draftKey(visit, item.code, line)
  const [draft, keep] = useKept<FindingDraft>(key, () => (correcting ? correctionOf(correcting) : emptyDraft()))
  const change = (news: Partial<FindingDraft>) => keep(now => ({ ...now, ...news }))

  function taken(sha256: string) {
    return keep(now => ({ ...now, photos: [...new Set([...now.photos, sha256])] }))
  }

  async function save() {
    const { finding, text, severity, due, photos, corrects } = draft
    await recordFinding({
      visit, finding, inspection_item: item.code, item_version: item.id, line,
      text: text.trim(), severity, correction_due: due, evidence: photos, corrects,
    })
    await forgetDraft(key)
    onDone()
  }

  return (
    <div class="finding-form">
      <label class="field">
        <span class="label">{draft.corrects ? t('更正问题') : t('发现什么问题')}</span>
        <textarea rows={3} value={draft.text} onInput={event => change({ text: event.currentTarget.value })} placeholder={t('位置、现象、数量，例如：二楼东侧安全出口上锁')} />
      </label>
      <Photos visit={visit} finding={draft.finding} item={item.code} line={line} taken={draft.photos} onTaken={taken} />
      <SeverityChoice name={key} value={draft.severity} onChange={severity => change({ severity })} />
      <DueChoice name={key} value={draft.due} onChange={due => change({ due })} />
      <p class="kept" role="status">{draft.text ? t('文字已随手存在本机') : ''}</p>
      <div class="action-pair">
        {correcting && <ActionButton kind="secondary" onPress={() => forgetDraft(key).then(onDone)}>{t('不更正了')}</ActionButton>}
        <ActionButton disabled={draft.text.trim() === ''} onPress={save}>{draft.text.trim() ? t('记录问题') : t('请先写明问题')}</ActionButton>
      </div>
    </div>
  )
}
