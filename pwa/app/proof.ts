// On the enterprise's page of a visit: checks by itself that its records stand in the log, and that the log only grew.
import { keep, prove, type Kept, type Outcome, type Proof } from './rules/proving'

const KEPT = 'mashang-log'
const place = document.querySelector<HTMLElement>('[data-proof]')

if (place && window.isSecureContext) void check(place).catch(() => say(place, 'waiting', place.dataset.failed))

async function check(place: HTMLElement) {
  const printed = place.dataset.kept
  const kept = printed ? (JSON.parse(printed) as Kept) : remembered()
  const embedded = document.querySelector('script[type="application/json"]')?.textContent
  const asked = printed ? '' : `?old=${kept?.size ?? 0}&of=${encodeURIComponent(kept?.origin ?? '')}`
  const proof: Proof = embedded ? JSON.parse(embedded) : await fetched(`${place.dataset.proof}${asked}`)
  const outcome = await prove(proof, embedded ? null : kept)
  if (printed) outcome.grown ??= false // Another log than the paper names continues nothing.
  else if (holds(outcome)) remember(outcome)
  say(place, holds(outcome) ? 'valid' : 'stop', words(place, outcome))
}

const holds = (outcome: Outcome) =>
  outcome.included === outcome.all && outcome.grown !== false && outcome.signed !== false && outcome.gaps.length === 0

function words(place: HTMLElement, outcome: Outcome) {
  if (outcome.grown === false) return place.dataset.changed
  if (outcome.signed === false) return place.dataset.unsigned
  if (outcome.included !== outcome.all) return place.dataset.missing
  if (outcome.gaps.length > 0) return place.dataset.gaps?.replace('{numbers}', outcome.gaps.join('、'))
  const told = outcome.visits > 0 ? `${place.dataset.holds} ${place.dataset.counted}` : (place.dataset.holds ?? '')
  return told.replace('{count}', String(outcome.all)).replace('{size}', String(outcome.state.size)).replace('{visits}', String(outcome.visits))
}

function say(place: HTMLElement, state: string, sentence = '') {
  place.hidden = false
  place.classList.add(state)
  place.querySelector('[data-said]')!.textContent = sentence
}

async function fetched(address: string): Promise<Proof> {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.json()
}

function remembered(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

/** The newest state seen is kept, so that a log with another past is noticed at the next look. */
function remember({ state }: Outcome) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(keep(state)))
  } catch {
    // A browser that keeps nothing checks all else.
  }
}
