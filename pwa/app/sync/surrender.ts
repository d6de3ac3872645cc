/** A revoked device hands over what waits, photos too; the server keeps it and acts upon nothing until the supervisor decides. */
import { forgetPulled } from '../store/pulled'
import { hello } from './hello'
import { sendPhotos } from './photos'
import { pushAll } from './push'
import { Stopped } from './stopped'

/** True where the device stands again; false once nothing waits here any more. */
export async function surrender(): Promise<boolean> {
  if ((await hello()).device === 'known') return true
  try {
    await handOver()
  } catch (problem) {
    if (problem instanceof Stopped && problem.why === 'stands') return true
    throw problem
  }
  await forgetPulled()
  return false
}

async function handOver(): Promise<void> {
  await pushAll('/sync/v1/surrender')
  await sendPhotos('/sync/v1/surrender')
}
