/** What the journal needs of a file system; in the browser OPFS in a worker, in tests a real folder. */

/** As a FileSystemSyncAccessHandle. */
export interface JournalFile {
  getSize(): number
  read(into: Uint8Array, options: { at: number }): number
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

export interface JournalFolder {
  names(): Promise<string[]>
  /** Makes the file where there is none. */
  open(name: string): Promise<JournalFile>
  remove(name: string): Promise<void>
}

export interface JournalRoot {
  /** The folder of one account; the empty name is the root itself. */
  folder(account: string): Promise<JournalFolder>
}

/** Opens, works, and closes whatever happens: another tab may be waiting for the file. */
export async function withFile<T>(folder: JournalFolder, name: string, work: (file: JournalFile) => T): Promise<T> {
  const file = await folder.open(name)
  try {
    return work(file)
  } finally {
    file.close()
  }
}

export function readAt(file: JournalFile, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  // A short answer must not be taken for a torn end, which would be cut.
  if (file.read(bytes, { at }) !== length) throw new Error('the journal could not be read')
  return bytes
}

/** Writes all of it or throws; a full disk may write a part and say so only by the count. */
export function writeWhole(file: JournalFile, bytes: Uint8Array, at: number): void {
  if (file.write(bytes, { at }) < bytes.length) throw new DOMException('the disk is full', 'QuotaExceededError')
}
