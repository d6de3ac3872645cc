/** Amber: somebody said whose this code is. The phone asks and does not believe; a code in doubt is not even offered. */
import type { LicenseCode } from '../../rules/licenseCode'
import type { CodeName, LearnedCode } from '../../rules/records'
import { confirmCode, me } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { Tag } from '../parts/Notice'
import { note, typeWhose } from '../scan/scanned'
import { AnswerPanel } from './Answer'
import { NotThisOne } from './NotThisOne'

export function NamedBefore({ code, learned }: { code: LicenseCode; learned: LearnedCode }) {
  const [name] = learned.names
  return learned.state === 'named' && name ? <IsItThisOne code={code} name={name} /> : <InDoubt code={code} learned={learned} />
}

function IsItThisOne({ code, name }: { code: LicenseCode; name: CodeName }) {
  const own = name.said_by.includes(me.value?.account.id ?? '')

  async function confirm() {
    note({ named: name })
    if (!own) await confirmCode({ code: code.opaqueKey!, text: code.text, family: code.family, credit_code: name.credit_code })
  }

  return (
    <Frame title={t('核对结果')} back="scan" action={<ActionButton onPress={confirm}>{own ? t('核对无误，继续') : t('核对无误，确认是这家')}</ActionButton>}>
      <AnswerPanel tone="attention" sentence={t('请与执照核对：是这家吗？')} enterprise={name} />
      <p>{own ? t('您登记过这个码属于这家企业，还没有第二人确认。') : t('{agency}的检查人员登记这个码属于这家企业，还没有第二人确认。', { agency: name.agency_name || t('另一名') })}</p>
      <p>{t('请看清执照上的名称和18位代码再确认。您的确认会留痕；确认后，所有手机扫这个码都认作这家企业。')}</p>
      <NotThisOne code={code} name={name} />
    </Frame>
  )
}

function InDoubt({ code, learned }: { code: LicenseCode; learned: LearnedCode }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<ActionButton onPress={() => typeWhose(code)}>{t('输入信用代码')}</ActionButton>}>
      <AnswerPanel tone="attention" sentence={t('这个码存疑，不能据此认定企业')} />
      <p>{t('有人质疑，或登记的企业不一致，已停用，由司法局核实。请输入执照上印的18位代码。')}</p>
      {learned.names.length > 0 && (
        <section class="near">
          <h2>{t('曾被登记为')}</h2>
          {learned.names.map(name => <p key={name.credit_code}><Tag tone="attention">{t('存疑')}</Tag> {name.name || name.credit_code}</p>)}
        </section>
      )}
    </Frame>
  )
}
