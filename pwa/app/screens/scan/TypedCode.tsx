/** The credit code by hand, with its check digit watched and near misses offered. */
import { useState } from 'preact/hooks'
import { checkDigitOk, isWellFormed, normalise, suggestions } from '../../rules/creditCode'
import type { Visit } from '../../rules/records'
import { visits } from '../../store'
import { t } from '../../words'
import { localDay } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Tag } from '../parts/Notice'
import { take } from './scanned'

const FORM = 'typed-code'

export function TypedCode() {
  const [typed, setTyped] = useState('')
  const code = normalise(typed)
  return (
    <Frame title={t('输入信用代码')} back="scan" action={<ActionButton submit={FORM} disabled={!isUsable(code)} onPress={() => take([code], 'typed')}>{t('查找')}</ActionButton>}>
      <form id={FORM} onSubmit={event => event.preventDefault()} onKeyDown={lookUpAtEnter}>
        <label class="field">
          <span class="label">{t('营业执照上的统一社会信用代码（18位）')}</span>
          <input
            class="code-input" value={typed} onInput={event => setTyped(event.currentTarget.value)} enterkeyhint="search"
            autocomplete="off" autocapitalize="characters" spellcheck={false} maxLength={24} aria-describedby="code-help"
          />
        </label>
      </form>
      <p id="code-help" class="code-help" role="status"><Help code={code} /></p>
      <Near codes={suggestions(code)} onChoose={setTyped} />
      <Known typed={code} onChoose={chosen => take([chosen], 'typed')} />
    </Frame>
  )
}

function isUsable(code: string): boolean {
  return isWellFormed(code) || /^\d{15}$/.test(code)
}

/** The field's own text counts: a scanner at the keyboard types faster than the button below is drawn anew. */
function lookUpAtEnter(event: KeyboardEvent) {
  if (event.key !== 'Enter' || event.isComposing || !(event.target instanceof HTMLInputElement)) return
  event.preventDefault()
  const code = normalise(event.target.value)
  if (isUsable(code)) take([code], 'typed')
}

function Help({ code }: { code: string }) {
  if (code.length === 15 && /^\d+$/.test(code)) return <Tag tone="waiting">{t('15位注册号，联网后可查')}</Tag>
  if (code.length < 18) return <Tag tone="waiting">{t('已输入 {n}/18 位', { n: code.length })}</Tag>
  if (code.length > 18) return <Tag tone="attention">{t('多了 {n} 位', { n: code.length - 18 })}</Tag>
  if (checkDigitOk(code)) return <Tag tone="valid">{t('校验位正确')}</Tag>
  return <Tag tone="attention">{isWellFormed(code) ? t('校验位不符，请再核对一遍；确认无误也可继续') : t('有不会出现的字符，请核对')}</Tag>
}

function Near({ codes, onChoose }: { codes: string[]; onChoose: (code: string) => void }) {
  if (codes.length === 0) return null
  return (
    <section class="near">
      <h2>{t('您是不是要输入')}</h2>
      {codes.map(code => <button type="button" key={code} class="choice-row code" onClick={() => onChoose(code)}>{code}</button>)}
    </section>
  )
}

/** To pick instead of typing: today's enterprises, then those of one's own visits whose code contains what was typed. */
function Known({ typed, onChoose }: { typed: string; onChoose: (code: string) => void }) {
  if (typed.length === 1 || typed.length === 2) return null
  const fits = (visit: Visit) => (typed === '' ? visit.visit_on === localDay() : visit.enterprise.credit_code.includes(typed))
  const found = visits.value.filter(fits).map(visit => visit.enterprise)
  const once = [...new Map(found.map(enterprise => [enterprise.credit_code, enterprise])).values()].slice(0, typed === '' ? 8 : 4)
  if (once.length === 0) return null
  return (
    <section class="near">
      <h2>{typed === '' ? t('今日任务中的企业') : t('本机任务中的企业')}</h2>
      {once.map(enterprise => (
        <button type="button" key={enterprise.credit_code} class="choice-row" onClick={() => onChoose(enterprise.credit_code)}>
          {enterprise.name}<small class="code">{enterprise.credit_code}</small>
        </button>
      ))}
    </section>
  )
}
