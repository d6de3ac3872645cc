/** Every sentence the phone says: Chinese is the source and the key; English comes when it is wanted, in a build under short names. */
import { effect, signal } from '@preact/signals'
import { wordKey } from './wordKey.mjs'

export type Language = 'zh-CN' | 'en'
export type Facts = Record<string, string | number>

const CHOSEN = 'mashang.language'

export const language = signal<Language>(chosenLanguage() ?? browserLanguage())

const english = signal<Record<string, string>>({})

/** Before the first screen is drawn, and before the language changes. */
export async function fetchWords(wanted: Language = language.peek()): Promise<void> {
  if (wanted === 'en') english.value = (await import('./en')).english
}

export function t(chinese: string, facts: Facts = {}): string {
  const sentence = language.value === 'en' ? (english.value[wordKey(chinese)] ?? english.value[chinese] ?? chinese) : chinese
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole))
}

export async function chooseLanguage(chosen: Language): Promise<void> {
  await fetchWords(chosen)
  localStorage.setItem(CHOSEN, chosen)
  language.value = chosen
}

/** Screen readers and line breaking follow the document's language. */
export function tellDocumentItsLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value
    document.title = t('码上')
  })
}

function chosenLanguage(): Language | null {
  const chosen = globalThis.localStorage?.getItem(CHOSEN)
  return chosen === 'en' || chosen === 'zh-CN' ? chosen : null
}

function browserLanguage(): Language {
  return globalThis.navigator?.languages?.[0]?.startsWith('en') ? 'en' : 'zh-CN'
}
