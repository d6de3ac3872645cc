/** A revoked device hands over what waits, photos too; the server keeps it and acts upon nothing until the supervisor decides. */
import { forgetPulled } from '../store/pulled'
import { wipe } from '../store/wiping'
import { hello } from './hello'
import { endSession } from './patience'
import { sendPhotos } from './photos'
import { pushAll } from './push'
import { Stopped } from './stopped'

/** True where the device stands again; false once nothing waits here any more, and nothing is kept that the server wants gone. */
export async function surrender(): Promise<boolean> {
  const { device, wipe: toBeWiped } = await hello()
  if (device === 'known') return true
  try {
    await handOver()
  } catch (problem) {
    if (problem instanceof Stopped && problem.why === 'stands') return true
    throw problem
  }
  if (toBeWiped && (await wipe())) await endSession()
  else await forgetPulled()
  return false
}

async function handOver(): Promise<void> {
  await pushAll('/sync/v1/surrender')
  await sendPhotos('/sync/v1/surrender')
}
