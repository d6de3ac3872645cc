/** What the server acknowledges carries its signature; its key is kept with the epoch, and a newer one must be vouched for. */
import { fromHex, join, type Bytes } from '../rules/bytes'
import { words } from '../rules/visitCode'
import { readMeta, writeMeta } from '../store/meta'
import { hello } from './hello'

export interface Receipt {
  acked: number
  head: string
  epoch?: string
  server_time?: string
  sig?: string | null
}

/** False where an answer to a push is not from the server this phone knows; asked once more who signs now. */
export async function holds(receipt: Receipt): Promise<boolean> {
  if (await isSigned(receipt)) return true
  await hello()
  return isSigned(receipt)
}

async function isSigned(receipt: Receipt): Promise<boolean> {
  const [by, device] = await Promise.all([readMeta('receipts_by'), readMeta('device')])
  if (!by || by.epoch !== receipt.epoch) return true
  const lines = ['mashang receipt 1', device, receipt.acked, receipt.head, receipt.epoch, receipt.server_time].join('\n')
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines)))
  const signed = await verified(by.key, receipt.sig ?? '', join(words('mashang push receipt v1\0'), digest))
  const { acked, head, epoch, server_time, sig } = receipt
  if (signed) await writeMeta('receipt', { acked, head, epoch, server_time, sig, key: by.key })
  return signed
}

export interface Keys {
  keys: string[]
  sigs: string[]
}

/** Within an epoch only a key that the one we know has signed takes its place. */
export async function noteKeys({ keys, sigs }: Keys, epoch: string): Promise<void> {
  const by = await readMeta('receipts_by')
  const newest = keys.at(-1)
  if (!newest || by?.key === newest && by.epoch === epoch) return
  const known = by?.epoch === epoch ? keys.indexOf(by.key) : null
  const listed = join(words('mashang push receipt keys v1\0'), ...keys.map(fromHex))
  if (known === null || (known >= 0 && (await verified(keys[known]!, sigs[known] ?? '', listed)))) {
    await writeMeta('receipts_by', { epoch, key: newest })
  }
}

/** Ed25519 is new in browsers: where there is none, the head alone is compared. */
async function verified(key: string, signature: string, data: Bytes): Promise<boolean> {
  const known = await crypto.subtle.importKey('raw', fromHex(key), 'Ed25519', false, ['verify']).catch(() => null)
  return !known || crypto.subtle.verify('Ed25519', known, fromHex(signature), data)
}
