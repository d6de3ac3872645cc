/** How far a visit's photos have come: on a phone, under way, arrived. */
import type { OutboxItem } from '../../rules/waiting'
import type { Visit } from '../../rules/records'

export interface Arrival {
  all: number
  arrived: number
  /** On this phone and not yet whole on the server. */
  here: number
  /** On this phone, and no longer what was taken. */
  damaged: number
  isSending: boolean
}

/** Signatures and licences are pictures too: five of five means that nothing of the visit is missing. */
export function photosOf(visit: Visit, outbox: OutboxItem[]): Arrival {
  const mine = outbox.filter(item => item.type === 'photo' && item.visit === visit.id)
  const waiting = new Set(mine.map(item => (item.type === 'photo' ? item.sha256 : '')))
  const damaged = mine.filter(item => item.state === 'damaged').length
  return {
    all: visit.evidence.filter(photo => !photo.removed).length,
    arrived: visit.evidence.filter(photo => photo.stored && !waiting.has(photo.sha256)).length,
    here: mine.length - damaged,
    damaged,
    isSending: mine.some(item => item.state === 'uploading'),
  }
}
