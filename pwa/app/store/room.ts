/** Whether this phone has room for more; a photo that would leave none for text is not taken. */
import { filled, room, type Estimate } from '../rules/room'
import { tellKeeping } from './keeping'
import { letGo } from './lettingGo'

const A_WHILE = 60_000
const AN_HOUR = 3_600_000

/** The browser takes its time to tell; after every save it is asked again in the background. */
let known: Estimate = {}
let asked = 0
let tidied = 0

/** Refused before a byte is written; what was written on the screen stays there. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

export async function requireRoom(bytes: number): Promise<void> {
  if (known.quota && Date.now() - asked < A_WHILE && room(known, bytes) === 'enough') return
  if (room(await estimate(), bytes) !== 'full') return
  await letGo(Date.now(), true)
  if (room(await estimate(), bytes) === 'full') throw new NoRoom(`no room for ${bytes} bytes`)
}

export async function noteSpace(): Promise<void> {
  tellKeeping({ filled: filled(await estimate()) })
}

/** What is on the server and old enough goes; while room is short, what could be fetched or is safe goes earlier. */
export async function tidy(now: number): Promise<void> {
  const short = room(await estimate()) !== 'enough'
  if (short || now - tidied > AN_HOUR) await letGo(now, short)
  tidied = now
  await noteSpace()
}

async function estimate(): Promise<Estimate> {
  known = (await globalThis.navigator?.storage?.estimate?.()) ?? {}
  asked = Date.now()
  return known
}
