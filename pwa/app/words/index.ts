/** Every sentence the phone says: Chinese is the source and the key, English stands beside it. */
import { effect, signal } from '@preact/signals'
import { english } from './en'

export type Language = 'zh-CN' | 'en'
export type Facts = Record<string, string | number>

const CHOSEN = 'mashang.language'

export const language = signal<Language>(chosenLanguage() ?? browserLanguage())

export function t(chinese: string, facts: Facts = {}): string {
  const sentence = language.value === 'en' ? (english[chinese] ?? chinese) : chinese
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole))
}

export function chooseLanguage(chosen: Language): void {
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
