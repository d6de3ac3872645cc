/** Below the enterprise's name: that a learned code led here, or that the code scanned before may now be learned. */
import type { LicenseCode } from '../../rules/licenseCode'
import { standsFor } from '../../rules/learnedCodes'
import type { CodeName, LearnedCode, VisitEnterprise } from '../../rules/records'
import { me, nameCode } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { scanned } from '../scan/scanned'
import { NotThisOne } from './NotThisOne'
import { useLearned } from './useLearned'

export function CodeNote({ enterprise }: { enterprise: VisitEnterprise }) {
  const last = scanned.value
  const code = last?.about ?? last?.code
  const learned = useLearned(code?.opaqueKey ?? null)
  if (!last || !code?.opaqueKey || learned === undefined) return null
  if (last.about) return <MayBeLearned code={code} learned={learned} enterprise={enterprise} />
  const name = standsFor(learned)
  return name && name.credit_code === enterprise.credit_code ? <WasLearned code={code} name={name} /> : null
}

function WasLearned({ code, name }: { code: LicenseCode; name: CodeName }) {
  return (
    <section class="code-note">
      <p>{t('这个码本身不含信用代码，按检查人员的登记认作这家企业。请与执照核对。')}</p>
      <NotThisOne code={code} name={name} />
    </section>
  )
}

function MayBeLearned({ code, learned, enterprise }: { code: LicenseCode; learned: LearnedCode | null; enterprise: VisitEnterprise }) {
  const name = learned?.names.find(each => each.credit_code === enterprise.credit_code)
  const others = (learned?.names ?? []).filter(each => each.credit_code !== enterprise.credit_code)
  if (name?.said_by.includes(me.value?.account.id ?? '')) return <section class="code-note"><p>{said(name)}</p></section>

  function register() {
    return nameCode({ code: code.opaqueKey!, text: code.text, family: code.family, credit_code: enterprise.credit_code })
  }

  return (
    <section class="code-note">
      <p>{t('刚才扫的码在这家的执照上吗？登记后，再有一人确认，以后扫它就能认出这家企业。')}</p>
      {others.length > 0 && <p class="attention-words">{t('它曾被登记为{names}；再登记这家，两家都会存疑，由司法局认定。', { names: others.map(each => each.name || each.credit_code).join(t('、')) })}</p>}
      <ActionButton kind="secondary" onPress={register}>{t('在，登记为这家企业的码')}</ActionButton>
    </section>
  )
}

function said({ state }: CodeName): string {
  if (state === 'confirmed') return t('已登记并确认，以后扫这个码即可认出这家企业。')
  return state === 'doubtful' ? t('已登记；与他人的登记不一致，由司法局认定。') : t('已登记。再有一名检查人员或企业确认后，扫这个码即可认出这家企业。')
}
