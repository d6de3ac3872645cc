/** A form's state that is on the disk after every keystroke and comes back after a restart. */
import { useRef, useState } from 'preact/hooks'
import { drafts } from '../../store'

/** The change is made to the newest value, whichever of two overlapping changes ends first. */
export function useKept<T>(key: string, initial: () => T): [kept: T, keep: (change: (now: T) => T) => Promise<void>] {
  const [value, setValue] = useState<T>(() => keptUnder<T>(key) ?? initial())
  const newest = useRef(value)
  function keep(change: (now: T) => T): Promise<void> {
    newest.current = change(newest.current)
    setValue(newest.current)
    return drafts.put(key, JSON.stringify(newest.current))
  }
  return [value, keep]
}

export function keptUnder<T>(key: string): T | null {
  const text = drafts.get(key)
  return text ? (JSON.parse(text) as T) : null
}
