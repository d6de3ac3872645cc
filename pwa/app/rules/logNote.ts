// A signed state of the log as it is written down (C2SP signed-note, tlog-checkpoint), and who has signed it.
import type { Bytes } from './bytes'
import { fromBase64, sameBytes, sha256, utf8 } from './logBytes'
import type { State } from './logTree'

export interface Note { text: string, signatures: { name: string, id: Uint8Array, bytes: Bytes }[] }

export function readNote(told: string): Note {
  const end = told.lastIndexOf('\n\n') + 1
  const signatures = told.slice(end + 1).trimEnd().split('\n').map(line => {
    const [, name, data] = line.split(' ')
    const raw = fromBase64(data ?? '')
    return { name: name!, id: raw.slice(0, 4), bytes: raw.slice(4) }
  })
  return { text: told.slice(0, end), signatures }
}

export function readState(text: string): State {
  const [origin, size, root] = text.split('\n')
  return { origin: origin!, size: Number(size), root: fromBase64(root!) }
}

/** Whether the log's own key has signed; null where this browser cannot tell (Ed25519 is new in browsers). */
export async function isSigned(note: Note, told: string): Promise<boolean | null> {
  const [name, , data] = keyParts(told)
  const raw = fromBase64(data!)
  const id = (await sha256(utf8(`${name}\n`), raw)).slice(0, 4)
  const signature = note.signatures.find(each => each.name === name && sameBytes(each.id, id))
  if (!signature || raw[0] !== 1) return false
  try {
    const key = await crypto.subtle.importKey('raw', raw.slice(1), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature.bytes, utf8(note.text))
  } catch {
    return null
  }
}

/** Name, id and key; in base64 there may be further plus signs. */
function keyParts(told: string) {
  const first = told.indexOf('+')
  const second = told.indexOf('+', first + 1)
  return [told.slice(0, first), told.slice(first + 1, second), told.slice(second + 1)]
}
