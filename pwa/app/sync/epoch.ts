/** A server restored from a backup says so with a new epoch; then everything is pulled again and healed from here. */
import { readMeta, writeMeta } from '../store/meta'
import { startOver } from '../store/pulled'

/** True where the numbers known until now mean nothing any more. */
export async function noteEpoch(epoch: string | undefined): Promise<boolean> {
  if (!epoch) return false
  const known = await readMeta('epoch')
  if (known === undefined) await writeMeta('epoch', epoch)
  const isNew = known !== undefined && known !== epoch
  if (isNew) await startOver(epoch)
  return isNew
}
