/** The one place that tells of what no screen expected; nothing is caught and hidden before it. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../../words'
import { CrossIcon } from './icons'

const trouble = signal<Error | null>(null)

export function Trouble() {
  useEffect(() => {
    addEventListener('unhandledrejection', event => tell(event.reason))
    addEventListener('error', event => event.error && tell(event.error))
  }, [])
  if (trouble.value === null) return null
  return (
    <div class="trouble" role="alert">
      <CrossIcon />
      <p>{said(trouble.value)}</p>
      <button type="button" class="quiet-button" onClick={() => (trouble.value = null)}>{t('知道了')}</button>
    </div>
  )
}

function tell(problem: unknown): void {
  trouble.value = problem instanceof Error ? problem : new Error(String(problem))
}

function said({ name, message }: Error) {
  if (name === 'NoRoom') return t('这张照片没有存入：空间快满了。文字可以继续记录。')
  if (name === 'Disabled') return t('此设备已被停用，不能再记录；已有的记录仍可导出。')
  if (name === 'QuotaExceededError') return t('没有存入本机：空间已满。已填写的内容还在屏幕上，请腾出空间后再试。')
  return <>{t('刚才的一步没有完成，请再试一次。已保存的内容不受影响。')}<small>{message}</small></>
}
