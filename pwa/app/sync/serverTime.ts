/** What every answer tells of time, and every operation tells on: how far the phone's clock is off, and the server's beacon. */
import { keepBeacon, keepSkew } from '../store/device'

/** Positive where the phone is ahead; measured against the middle of the question and its answer. */
export async function noteServerTime(data: unknown, begun: number): Promise<void> {
  const told = data as { server_time?: string; beacon?: string | null } | null
  const server = Date.parse(told?.server_time ?? '')
  if (!Number.isNaN(server)) await keepSkew(Math.round((begun + Date.now()) / 2 - server))
  if (told?.beacon) await keepBeacon(told.beacon)
}
