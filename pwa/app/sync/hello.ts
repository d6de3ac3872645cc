/** Agrees with the server on the protocol once per start; an app that is too old keeps recording and waits. */
import { writeMeta } from '../store/meta'
import { noteEpoch } from './epoch'
import type { Keys } from './receipt'
import { Stopped } from './stopped'
import { post } from './transport'

interface Hello {
  proto: number
  schema_min: number
  schema_max: number
  epoch?: string
  lease_days?: number
  device?: 'known' | 'revoked' | 'unknown'
  /** Hand over what waits, then delete everything of this device. */
  wipe?: boolean
  receipt_keys?: Keys
}

let agreed = false

/** Who is revoked learns it here before he sends anything. */
export async function greet(): Promise<void> {
  if (agreed) return
  if ((await hello()).device === 'revoked') throw new Stopped('revoked')
  agreed = true
}

export async function hello(): Promise<Hello> {
  const told = await post<Hello>('/sync/v1/hello', { proto: [1], app: __BUILD__, schema: 1 })
  if (told.proto !== 1 || told.schema_min > 1) throw new Stopped('upgrade')
  await noteEpoch(told.epoch)
  if (told.receipt_keys && told.epoch) await (await import('./signature')).noteKeys(told.receipt_keys, told.epoch)
  if (Number(told.lease_days) > 0) await writeMeta('lease_days', Number(told.lease_days))
  return told
}
