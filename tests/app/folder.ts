/** A real folder as the journal's file system, and one whose disk fills up or whose power fails. */
import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JournalFile, JournalRoot } from '../../pwa/app/store/journal/files'

export interface Disk extends JournalRoot {
  path: string
  /** Asked before every change of a file; throwing is the failure. */
  before: (step: string, bytes: Uint8Array | null) => void
}

export function aDisk(): Disk {
  const path = mkdtempSync(join(tmpdir(), 'mashang-journal-'))
  const disk: Disk = {
    path,
    before: () => undefined,
    async folder(account) {
      const folder = join(path, account)
      mkdirSync(folder, { recursive: true })
      return {
        names: async () => readdirSync(folder, { withFileTypes: true }).filter(each => each.isFile()).map(each => each.name),
        open: async name => fileAt(disk, join(folder, name)),
        async remove(name) {
          disk.before('remove', null)
          rmSync(join(folder, name))
        },
      }
    },
  }
  return disk
}

function fileAt(disk: Disk, path: string): JournalFile {
  const file = openSync(path, 'a+')
  closeSync(file)
  const opened = openSync(path, 'r+')
  return {
    getSize: () => fstatSync(opened).size,
    read: (into, { at }) => readSync(opened, into, 0, into.length, at),
    write(bytes, { at }) {
      disk.before('write', bytes)
      return writeSync(opened, bytes, 0, bytes.length, at)
    },
    truncate(size) {
      disk.before('truncate', null)
      ftruncateSync(opened, size)
    },
    flush() {
      disk.before('flush', null)
      fsyncSync(opened)
    },
    close: () => closeSync(opened),
  }
}
