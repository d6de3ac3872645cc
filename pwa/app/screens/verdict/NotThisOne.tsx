/** 质疑: the way to say that a code is not the one it was taken for; folded away, for one word suspends it everywhere. */
import type { LicenseCode } from '../../rules/licenseCode'
import type { CodeName } from '../../rules/records'
import { challengeCode } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { typeWhose } from '../scan/scanned'

export function NotThisOne({ code, name }: { code: LicenseCode; name: CodeName }) {
  async function challenge() {
    await challengeCode({ code: code.opaqueKey!, credit_code: name.credit_code, reason: '' })
    typeWhose(code)
  }

  return (
    <details class="fold">
      <summary>{t('不是这家企业？')}</summary>
      <p>{t('质疑后，这个码马上停用：您的手机立即、其他手机同步后都不再据此认企业，由司法局核实。')}</p>
      <ActionButton kind="secondary" onPress={challenge}>{t('不是这家，质疑并停用此码')}</ActionButton>
    </details>
  )
}
