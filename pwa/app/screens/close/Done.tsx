/** The calm end of a visit: what is done, and what is still to be uploaded. */
import type { Visit } from '../../rules/records'
import { outbox } from '../../store'
import { t } from '../../words'
import { momentInWords } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { TickIcon } from '../parts/icons'
import { go } from '../router'

export function Done({ visit }: { visit: Visit }) {
  const waiting = outbox.value.filter(item => item.visit === visit.id)
  const photos = waiting.filter(item => item.type === 'photo').length
  const operations = waiting.length - photos
  return (
    <Frame title={t('检查已完成')} back="today" action={<ActionButton onPress={() => go('today')}>{t('返回今日')}</ActionButton>}>
      <div class="done">
        <span class="done-sign"><TickIcon /></span>
        <p class="done-name">{visit.enterprise.name || visit.enterprise.credit_code}</p>
        {visit.closed && <p class="muted">{momentInWords(visit.closed.made_at)}</p>}
        <p class="done-state" role="status">
          {waiting.length === 0 ? t('全部记录已送达服务器。') : t('{operations} 条记录、{photos} 张照片存在本机，有网络时自动上传。', { operations, photos })}
        </p>
        <a class="action-link" href="#/results">{t('结果签发')}</a>
        <a class="action-link" href={`#/visit/${visit.id}`}>{t('查看记录')}</a>
      </div>
    </Frame>
  )
}
