/** Amber: the same credit code, another name. The code counts; the person looks once. */
import type { VisitEnterprise } from '../../rules/records'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { note } from '../scan/scanned'
import { AnswerPanel } from './Answer'

export function Renamed({ enterprise, onLicence }: { enterprise: VisitEnterprise; onLicence: string }) {
  return (
    <Frame title={t('核对结果')} back="scan" action={<ActionButton onPress={() => note({ namesCompared: true })}>{t('已核对，继续')}</ActionButton>}>
      <AnswerPanel tone="attention" sentence={t('信用代码相同，名称不同')} enterprise={enterprise} />
      <dl class="two-names">
        <dt>{t('码中的名称')}</dt><dd>{onLicence}</dd>
        <dt>{t('清单中的名称')}</dt><dd>{enterprise.name}</dd>
      </dl>
      <section class="prose">
        <h2>{t('可以怎么做')}</h2>
        <ul>
          <li>{t('以信用代码为准。企业更名后常见，请企业出示现在的执照核对。')}</li>
          <li>{t('确是同一家：点“已核对，继续”，记录中用清单里的名称。')}</li>
          <li>{t('不是同一家：请返回，扫这家自己的执照。')}</li>
        </ul>
      </section>
    </Frame>
  )
}
