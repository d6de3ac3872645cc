/** How long the code on the screen still stands. */
import { useEffect, useState } from 'preact/hooks'
import { t } from '../../words'
import { EVERY } from './usePresented'

const AROUND = 2 * Math.PI * 9

export function Countdown({ shownAt }: { shownAt: number }) {
  const [, setTick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTick(tick => tick + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  const left = Math.min(EVERY, Math.max(0, EVERY - Math.floor((Date.now() - shownAt) / 1000)))
  return (
    <p class="countdown">
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle class="countdown-whole" cx="12" cy="12" r="9" />
        <circle class="countdown-left" cx="12" cy="12" r="9" stroke-dasharray={`${(AROUND * left) / EVERY} ${AROUND}`} transform="rotate(-90 12 12)" />
      </svg>
      {t('{n} 秒后换新码', { n: left })}
    </p>
  )
}
