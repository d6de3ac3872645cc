/** A code that names nobody the phone knows: its text is shown, never opened; the credit code is the way on. */
import type { LicenseCode } from '../../rules/licenseCode'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { typeWhose } from '../scan/scanned'
import { AnswerPanel } from './Answer'
import { WhatThePhoneKnows } from './NoPlan'
import type { Asked } from './useVerdict'

export function Unresolved({ code, asked }: { code: LicenseCode; asked: Asked }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<ActionButton onPress={() => typeWhose(code)}>{t('输入信用代码')}</ActionButton>}>
      <AnswerPanel tone="attention" sentence={t('还认不出是哪家企业')} />
      <WhatThePhoneKnows asked={asked} />
      <p>{reason(code)}</p>
      <section class="read-text">
        <h2>{t('码中的内容（不会打开）')}</h2>
        <p class="code">{code.text}</p>
      </section>
    </Frame>
  )
}

function reason(code: LicenseCode): string {
  if (code.family === 'license_opaque' || code.family === 'electronic_license') return t('这是营业执照上的码，但码里没有信用代码。请输入执照上印的18位代码。')
  if (code.family === 'door_code') return t('这是门牌码，但不在您的任务中。联网后可核实，或输入执照上的18位代码。')
  if (code.family === 'registration_number') return t('这是15位注册号，联网后可核实，或输入18位代码。')
  if (code.family === 'visit_code') return t('这是检查人员出示的亮码，供企业核验身份，不是营业执照。请扫执照或门牌上的码。')
  return t('这不是营业执照或门牌上的码。请扫执照上的码，或输入18位代码。')
}
