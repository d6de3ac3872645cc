/** The one place that tells of what no screen expected; nothing is caught and hidden before it. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../../words'
import { CrossIcon } from './icons'

const trouble = signal<string | null>(null)

export function Trouble() {
  useEffect(() => {
    addEventListener('unhandledrejection', event => tell(event.reason))
    addEventListener('error', event => event.error && tell(event.error))
  }, [])
  if (trouble.value === null) return null
  return (
    <div class="trouble" role="alert">
      <CrossIcon />
      <p>{t('刚才的一步没有完成，请再试一次。已保存的内容不受影响。')}<small>{trouble.value}</small></p>
      <button type="button" class="quiet-button" onClick={() => (trouble.value = null)}>{t('知道了')}</button>
    </div>
  )
}

function tell(problem: unknown): void {
  trouble.value = problem instanceof Error ? problem.message : String(problem)
}
