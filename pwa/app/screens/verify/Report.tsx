/** Somebody is here without a code: told in a few words, with or without signal. */
import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { keepReport } from '../../store/reports'
import type { Place } from '../../store/verifier'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { BackIcon } from '../parts/icons'
import { Notice } from '../parts/Notice'

const MOST_PHOTOS = 3
const MOST_LETTERS = 2000
const NOTHING = { where: '', text: '', photos: [] as File[] }
/** Going back to scan the visitor's code after all loses no word. */
const draft = signal(NOTHING)

export function ReportForm({ place, onDone }: { place: Place; onDone: () => void }) {
  const { where, text, photos } = draft.value
  const [failed, setFailed] = useState(false)

  async function keep() {
    const report = { key: crypto.randomUUID(), door: place.door, place: where.trim(), text: text.trim(), at: new Date().toISOString(), photos, receipt: '' }
    try {
      await keepReport(report)
      draft.value = NOTHING
      onDone()
    } catch {
      setFailed(true)
    }
  }

  return (
    <div class="screen">
      <header class="head">
        <button type="button" class="round verify-back" aria-label={t('返回')} onClick={onDone}><BackIcon /></button>
        <div class="head-words"><h1>{t('有人未扫码入企')}</h1><p class="muted">{place.name}</p></div>
      </header>
      <main class="body">
        <Notice tone="attention" title={t('未扫码、不亮证的检查，您可以拒绝')}><p>{t('情况紧急或受到威胁，请先拨打110。')}</p></Notice>
        <label class="field">
          <span class="label">{t('在什么位置（可不填）')}</span>
          <input type="text" maxLength={200} value={where} onInput={event => write({ where: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span class="label">{t('来了几个人、说是哪个单位、在做什么（可不填）')}</span>
          <textarea rows={5} maxLength={MOST_LETTERS} value={text} onInput={event => write({ text: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span class="label">{t('照片（可不选，最多{most}张）', { most: MOST_PHOTOS })}</span>
          <input type="file" accept="image/jpeg,image/png,image/webp" multiple onChange={event => write({ photos: [...(event.currentTarget.files ?? [])].slice(0, MOST_PHOTOS) })} />
        </label>
        {failed && <Notice tone="stop" title={t('没有存下来，本机空间可能不足')}><p>{t('请去掉照片再试，或拨打12345。')}</p></Notice>}
      </main>
      <footer class="action">
        <ActionButton onPress={keep}>{t('反映给司法局')}</ActionButton>
        <p class="muted">{t('没有信号也可以：先存在本机，联网后自动送出。')}</p>
      </footer>
    </div>
  )
}

function write(news: Partial<typeof NOTHING>): void {
  draft.value = { ...draft.value, ...news }
}
