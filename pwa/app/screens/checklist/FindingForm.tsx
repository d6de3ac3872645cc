/** The sheet under a line: what is wrong, how serious, until when, with photos. */
import type { Finding, ItemVersion, Visit } from '../../rules/records'
import { recordFinding, textsAreKept } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { useKept } from '../parts/useKept'
import { DueChoice } from './DueChoice'
import { correctionOf, draftKey, emptyDraft, forgetDraft, photosOf, type FindingDraft } from './findingDraft'
import { LeniencyHint } from './LeniencyHint'
import { Photos } from './Photos'
import { SeverityChoice } from './SeverityChoice'

interface Props {
  visit: Visit
  item: ItemVersion
  line: string
  correcting: Finding | null
  onDone: () => void
}

export function FindingForm({ visit, item, line, correcting, onDone }: Props) {
  const key = draftKey(visit.id, item.code, line)
  const [draft, keep] = useKept<FindingDraft>(key, () => (correcting ? correctionOf(correcting) : emptyDraft()))
  const change = (news: Partial<FindingDraft>) => keep(now => ({ ...now, ...news }))
  const photos = photosOf(visit, draft)

  function taken(sha256: string) {
    return keep(now => ({ ...now, photos: [...new Set([...now.photos, sha256])] }))
  }

  async function save() {
    const { finding, text, severity, due, corrects } = draft
    await recordFinding({
      visit: visit.id, finding, inspection_item: item.code, item_version: item.id, line,
      text: text.trim(), severity, correction_due: due, evidence: photos, corrects,
    }, key)
    onDone()
  }

  return (
    <div class="finding-form">
      <label class="field">
        <span class="label">{draft.corrects ? t('更正问题') : t('发现什么问题')}</span>
        <textarea rows={3} value={draft.text} onInput={event => change({ text: event.currentTarget.value })} placeholder={t('位置、现象、数量，例如：二楼东侧安全出口上锁')} />
      </label>
      <Photos visit={visit.id} finding={draft.finding} item={item.code} line={line} taken={photos} onBegin={() => keep(now => now)} onTaken={taken} />
      <SeverityChoice name={key} value={draft.severity} onChange={severity => change({ severity })} />
      <LeniencyHint visit={visit} item={item} line={line} severity={draft.severity} />
      <DueChoice name={key} value={draft.due} onChange={due => change({ due })} />
      <p class="kept" role="status" aria-busy={!textsAreKept.value}>{draft.text ? t('文字已随手存在本机') : ''}</p>
      <div class="action-pair">
        {correcting && <ActionButton kind="secondary" onPress={() => forgetDraft(key).then(onDone)}>{t('不更正了')}</ActionButton>}
        <ActionButton disabled={draft.text.trim() === ''} onPress={save}>{draft.text.trim() ? t('记录问题') : t('请先写明问题')}</ActionButton>
      </div>
    </div>
  )
}
