/** How far the phone's clock is from the server's: noted with every answer, told in every operation, never used for order. */
import { keepSkew } from '../store/device'

/** Positive where the phone is ahead; measured against the middle of the question and its answer. */
export async function noteServerTime(data: unknown, begun: number): Promise<void> {
  const told = (data as { server_time?: string } | null)?.server_time
  const server = Date.parse(told ?? '')
  if (!Number.isNaN(server)) await keepSkew(Math.round((begun + Date.now()) / 2 - server))
}
