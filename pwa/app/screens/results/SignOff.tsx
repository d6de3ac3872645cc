/** One result to be signed: what was found, what is done about it, and the signature by passkey. */
import { useState } from 'preact/hooks'
import { signResult, signResultByPassword, type Answer, type Disposition, type WaitingResult } from '../../sync/results'
import { t } from '../../words'
import { dayInWords } from '../../words/dates'
import { lineValueInWords, outcomeInWords, severityInWords } from '../../words/field'
import { ActionButton } from '../parts/ActionButton'
import { Field } from '../parts/Field'
import { Frame } from '../parts/Frame'
import { KeyIcon } from '../parts/icons'
import { Notice, Tag } from '../parts/Notice'
import { SparedBy } from './SparedBy'
import { dispositionInWords, notSigned } from './words'

export function SignOff({ result, onSigned }: { result: WaitingResult; onSigned: () => Promise<unknown> }) {
  const [disposition, setDisposition] = useState<Disposition | null>(usual(result))
  const [text, setText] = useState('')
  const [password, setPassword] = useState<string | null>(null)
  const [problem, setProblem] = useState('')
  const [spared, setSpared] = useState<string[]>([])
  const named = disposition === 'leniency' ? spared : []
  const isReasoned = text.trim() || named.length > 0
  const isUnexplained = disposition !== null && result.reasoned.includes(disposition) && !isReasoned

  async function sign() {
    const decision = { disposition: disposition!, text: text.trim(), leniency: named }
    const answer: Answer<object> = password === null ? await signResult(result.id, decision) : await signResultByPassword(result.id, decision, password)
    if (answer.data) return onSigned()
    if (answer.code === 'passkey_missing') return setPassword('')
    setProblem(notSigned(answer.code, answer.detail))
  }

  return (
    <Frame
      title={result.enterprise || t('未登记的企业')} over={t('{day}的检查', { day: dayInWords(result.visit_on) })} back="results"
      action={<Sign missing={missingOf(disposition, isUnexplained, password)} byPassword={password !== null} onPress={sign} />}
    >
      <Notice tone={result.overdue ? 'stop' : 'attention'} title={t('最迟 {day} 签发', { day: dayInWords(result.sign_by) })} />
      <Found result={result} />
      <fieldset class="choices">
        <legend>{t('处理方式')}</legend>
        {result.fitting.map(each => (
          <label key={each} class="choice-row">
            <input type="radio" name="disposition" checked={disposition === each} onChange={() => setDisposition(each)} />{dispositionInWords(each)}
          </label>
        ))}
      </fieldset>
      {disposition === 'leniency' && <SparedBy entries={result.leniency} chosen={spared} onChange={setSpared} />}
      <Field label={t('给企业的说明（立案和清单以外的免罚须写理由）')} rows={3} value={text} onChange={setText} />
      {password !== null && <Password value={password} onChange={setPassword} />}
      {problem && <div role="alert"><Notice tone="stop" title={problem} /></div>}
      <p class="muted">{t('签发后不能改动，有新情况会形成新的一版。')}</p>
    </Frame>
  )
}

/** What is still to be done stands on the button itself. */
function Sign({ missing, byPassword, onPress }: { missing: string; byPassword: boolean; onPress: () => Promise<unknown> }) {
  if (missing) return <ActionButton disabled onPress={onPress}>{missing}</ActionButton>
  return <ActionButton onPress={onPress}><KeyIcon />{byPassword ? t('用密码签发') : t('用通行密钥签发')}</ActionButton>
}

function missingOf(disposition: Disposition | null, isUnexplained: boolean, password: string | null): string {
  if (disposition === null) return t('请选择处理方式')
  if (isUnexplained) return t('请写明理由')
  return password === '' ? t('请输入密码') : ''
}

function Found({ result }: { result: WaitingResult }) {
  return (
    <section class="record">
      <p class="record-first">{outcomeInWords(result.outcome)}</p>
      {result.items.map(each => <p key={each.name}>{each.name} <Tag tone={each.value === 'nonconforming' ? 'stop' : each.value === 'conforming' ? 'valid' : 'waiting'}>{lineValueInWords(each.value)}</Tag></p>)}
      {result.not_inspected.map(name => <p key={name}>{name} <Tag tone="waiting">{lineValueInWords('not_inspected')}</Tag></p>)}
      <ol class="plain">
        {result.findings.map((each, index) => (
          <li key={index}>
            <p class="finding-text">{t('{text}（{severity}{due}）', { text: each.text, severity: severityInWords(each.severity), due: each.due ? t('，整改期限{day}', { day: dayInWords(each.due) }) : '' })}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Password({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <label class="field">
      <span class="label">{t('您还没有通行密钥，请再次输入密码；等级较低，结果上会注明')}</span>
      <input type="password" autocomplete="current-password" value={value} onInput={event => onChange(event.currentTarget.value)} />
    </label>
  )
}

/** What such a result nearly always calls for; where there is a real choice nothing is chosen beforehand. */
function usual({ outcome, fitting }: WaitingResult): Disposition | null {
  return outcome === 'problems_found' ? null : fitting[0] ?? null
}
