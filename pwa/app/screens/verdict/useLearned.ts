/** What is known of a code that does not say itself whose it is; looked up anew when something was recorded. */
import { useEffect, useState } from 'preact/hooks'
import type { LearnedCode } from '../../rules/records'
import { learnedCode, outbox } from '../../store'

/** `told` is the server's answer, if there is one; undefined until the phone has looked. */
export function useLearned(key: string | null, told: LearnedCode | null = null): LearnedCode | null | undefined {
  const [learned, setLearned] = useState<LearnedCode | null | undefined>(key ? undefined : null)
  const recorded = outbox.value.length
  useEffect(() => {
    let left = false
    if (key) void learnedCode(key, told).then(found => !left && setLearned(found))
    return () => void (left = true)
  }, [key, told, recorded])
  return learned
}
