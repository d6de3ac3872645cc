/** OPFS as the journal's file system; only a worker may open its files for writing in place. */
import type { JournalFile, JournalFolder, JournalRoot } from './files'

type Writable = FileSystemFileHandle & { createSyncAccessHandle(): Promise<JournalFile> }
type Listed = FileSystemDirectoryHandle & { keys(): AsyncIterable<string> }

const TRIES = 200
const PAUSE = 25

export const opfs: JournalRoot = {
  async folder(account) {
    const top = await (await navigator.storage.getDirectory()).getDirectoryHandle('journal', { create: true })
    return folderIn((account ? await top.getDirectoryHandle(account, { create: true }) : top) as Listed)
  },
}

function folderIn(folder: Listed): JournalFolder {
  return {
    async names() {
      const names: string[] = []
      for await (const name of folder.keys()) names.push(name)
      return names
    },
    async open(name) {
      return openFile((await folder.getFileHandle(name, { create: true })) as Writable)
    },
    remove: name => folder.removeEntry(name),
  }
}

/** A tab that was just killed may hold the file for a moment longer. */
async function openFile(handle: Writable): Promise<JournalFile> {
  for (let tried = 1; ; tried++) {
    try {
      return await handle.createSyncAccessHandle()
    } catch (problem) {
      if (tried >= TRIES || (problem as Error).name !== 'NoModificationAllowedError') throw problem
      await new Promise(done => setTimeout(done, PAUSE))
    }
  }
}
