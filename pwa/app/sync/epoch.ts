/** A server restored from a backup says so with a new epoch; then everything is pulled again and healed from here. */
import { readMeta, writeMeta } from '../store/meta'
import { startOver } from '../store/pulled'

export async function noteEpoch(epoch: string | undefined): Promise<void> {
  if (!epoch) return
  const known = await readMeta('epoch')
  if (known === undefined) await writeMeta('epoch', epoch)
  else if (known !== epoch) await startOver(epoch)
}
