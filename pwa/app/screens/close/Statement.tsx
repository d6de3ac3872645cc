/** What the enterprise says, and its signature; or its refusal, which weighs the same and is written down. */
import type { Statement, Visit } from '../../rules/records'
import { recordStatement } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Notice } from '../parts/Notice'
import { Thumbnail } from '../checklist/Thumbnail'
import { useKept } from '../parts/useKept'
import { Field } from '../parts/Field'
import { SignaturePad } from './SignaturePad'
import { signaturePicture, type Stroke } from './strokes'

interface Draft {
  text: string
  representative: string
  refused: boolean
  reason: string
  witness: string
  strokes: Stroke[]
}

const EMPTY: Draft = { text: '', representative: '', refused: false, reason: '', witness: '', strokes: [] }

export function StatementForm({ visit, onSaved }: { visit: Visit; onSaved: () => void }) {
  const key = `statement/${visit.id}/`
  const [draft, keep] = useKept<Draft>(key, () => EMPTY)
  const change = (news: Partial<Draft>) => keep(now => ({ ...now, ...news }))

  async function save() {
    const { text, representative, refused, reason, witness, strokes } = draft
    await recordStatement({
      visit: visit.id, text: text.trim(), representative: representative.trim(), refused,
      refusal_reason: refused ? reason.trim() : '', witness: refused ? witness.trim() : '',
      signature: refused ? null : await signaturePicture(strokes),
    }, key)
    onSaved()
  }

  return (
    <section class="statement">
      <Field label={t('企业的陈述、申辩（可不填）')} rows={3} value={draft.text} onChange={text => change({ text })} />
      <Field label={t('企业在场负责人姓名')} value={draft.representative} onChange={representative => change({ representative })} />
      <HowSigned refused={draft.refused} onChange={refused => change({ refused })} />
      {draft.refused ? (
        <>
          <Field label={t('拒绝签字的原因')} value={draft.reason} onChange={reason => change({ reason })} />
          <Field label={t('见证人姓名、单位')} value={draft.witness} onChange={witness => change({ witness })} />
        </>
      ) : <SignaturePad strokes={draft.strokes} onChange={strokes => change({ strokes })} />}
      <div class="action"><ActionButton disabled={missing(draft) !== null} onPress={save}>{missing(draft) ?? t('保存并继续')}</ActionButton></div>
    </section>
  )
}

/** What is still needed, as the button says it. */
function missing(draft: Draft): string | null {
  if (draft.refused) return draft.reason.trim() && draft.witness.trim() ? null : t('请写明原因和见证人')
  if (!draft.representative.trim()) return t('请填写负责人姓名')
  return draft.strokes.length > 0 ? null : t('请在上方签字')
}

function HowSigned({ refused, onChange }: { refused: boolean; onChange: (refused: boolean) => void }) {
  return (
    <fieldset class="halves">
      <legend class="unseen">{t('签字方式')}</legend>
      <label class="half"><input class="unseen" type="radio" name="signed" checked={!refused} onChange={() => onChange(false)} />{t('本人签字')}</label>
      <label class="half"><input class="unseen" type="radio" name="signed" checked={refused} onChange={() => onChange(true)} />{t('拒绝签字')}</label>
    </fieldset>
  )
}

/** The statement once it is recorded. */
export function Said({ statement, onAgain }: { statement: Statement; onAgain: (() => void) | undefined }) {
  const title = statement.refused ? t('企业拒绝签字，已记录原因和见证人') : t('{name} 已签字', { name: statement.representative })
  return (
    <Notice tone={statement.refused ? 'attention' : 'valid'} title={title}>
      {statement.text && <p>{t('陈述：{text}', { text: statement.text })}</p>}
      {statement.refused && <p>{t('原因：{reason}；见证人：{witness}', { reason: statement.refusal_reason, witness: statement.witness })}</p>}
      {statement.signature && <div class="signature-small"><Thumbnail sha256={statement.signature} number={1} /></div>}
      {onAgain && <button type="button" class="quiet-button" onClick={onAgain}>{t('重新填写')}</button>}
    </Notice>
  )
}
