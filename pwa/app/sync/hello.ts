/** Agrees with the server on the protocol once per start; an app that is too old keeps recording and waits. */
import { noteEpoch } from './epoch'
import { Stopped } from './stopped'
import { post } from './transport'

interface Hello {
  proto: number
  schema_min: number
  schema_max: number
  epoch?: string
}

let agreed = false

export async function greet(): Promise<void> {
  if (agreed) return
  const hello = await post<Hello>('/sync/v1/hello', { proto: [1], app: __BUILD__, schema: 1 })
  if (hello.proto !== 1 || hello.schema_min > 1) throw new Stopped('upgrade')
  await noteEpoch(hello.epoch)
  agreed = true
}
