/** Says what of the kept forms has arrived, in the page's own words, and leads to the page of each. */
import type { KeptForm } from '../store/kept'
import { isUnderWay, type Waits } from '../sync/kept'

type Facts = Record<string, string | number>

export const panel = document.querySelector<HTMLElement>('[data-kept]')

export function show(ready: KeptForm[], why: Waits['why'] | null): void {
  const lines = ready.flatMap(form => [progress(form), ...refusals(form)])
  if (why) lines.push(line(said(why === 'later' ? 'later' : 'signIn')))
  panel!.hidden = lines.length === 0
  panel!.querySelector('[data-said]')!.replaceChildren(...lines)
  const held = ready.find(({ page, place }) => page === location.pathname && !place)
  panel!.querySelector<HTMLElement>('[data-back]')!.hidden = !why || !held
}

/** One of the page's sentences, in its reader's language. */
export function said(name: string, facts: Facts = {}): string {
  return (panel!.dataset[name] ?? '').replace(/\{(\w+)\}/g, (_whole, fact: string) => String(facts[fact] ?? ''))
}

export function error(sentence: string): HTMLElement {
  return Object.assign(line(sentence), { className: 'error' })
}

function progress({ title, photos, place, page }: KeptForm): HTMLElement {
  const there = photos.filter(photo => place && !photo.refused && !isUnderWay(photo)).length
  const sentence = said(photos.length ? 'sending' : 'words', { title, there, all: photos.length })
  if ([page, place].includes(location.pathname)) return line(sentence)
  const link = Object.assign(document.createElement('a'), { href: place || page, textContent: sentence })
  const own = line('')
  own.append(link)
  return own
}

function refusals({ photos }: KeptForm): HTMLElement[] {
  return photos.filter(({ refused }) => refused).map(({ name, refused }) => line(said('refused', { name, why: refused })))
}

function line(sentence: string): HTMLElement {
  return Object.assign(document.createElement('p'), { textContent: sentence })
}
