/** At sign-out the phone keeps what only it has: visits the server can send again do not lie about on a phone nobody is signed in on. */
import type { Visit } from '../rules/records'
import { alone } from './alone'
import { inTransaction, withDatabase } from './database'
import { keepGlance } from './glance'
import { metaIn, untouchedOr } from './meta'
import { visitsChanged } from './opened'
import { letPicturesGo } from './pictures'
import { readVisit } from './records'

/** Signing in needs the network anyway; the first pull brings everything again. */
export function putAway(): Promise<void> {
  return alone(async () => {
    const unsent = await visitsWithSomethingUnsent()
    await inTransaction(['meta', 'records'], async transaction => {
      const records = transaction.objectStore('records')
      const kept = await records.index('entity').getAllKeys('visit')
      for (const [entity, id] of kept) if (!unsent.has(id)) await records.delete([entity, id])
      const meta = metaIn(transaction)
      await meta.put('cursor', null)
      await meta.put('pulled', { ...(await untouchedOr(transaction, 'pulled')), at: null })
    })
    const visits = await Promise.all([...unsent].map(readVisit))
    await letPicturesGo(visits.filter((visit): visit is Visit => visit !== undefined))
    visitsChanged()
    await keepGlance()
  })
}

function visitsWithSomethingUnsent(): Promise<Set<string>> {
  return withDatabase(async db => {
    const waiting = (await db.getAll('outbox')).filter(({ state }) => state === 'ready')
    const operations = await Promise.all(waiting.map(({ dseq }) => db.get('operations', dseq)))
    const photos = (await db.getAll('photos')).filter(({ state }) => state !== 'stored')
    return new Set([...operations.flatMap(row => row?.entity_id ?? []), ...photos.map(({ visit }) => visit)])
  })
}
