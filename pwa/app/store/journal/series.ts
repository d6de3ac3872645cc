/** A run of numbered files, written only at the end of the last one and let go from the first one on. */
import { readAt, withFile, writeWhole, type JournalFile, type JournalFolder } from './files'
import { encode, HEADER, readHeader, type JournalRecord, type Place } from './record'
import { mend, payloadAt, type Segment } from './segment'

/** Where a series ended at some moment. */
export interface Mark {
  name: string
  size: number
}

/** Somebody else has written since we looked; whoever appends must look again. */
export class Moved extends Error {}

export class Series {
  /** What is known of the last file; true only while its size has not changed under us. */
  private known: { name: string; size: number; last: Place | null } | null = null

  /** Where records were seen; what is read there is checked, so a wrong note costs only another look. */
  private readonly seen = new Map<string, { name: string; place: Place }>()

  constructor(private readonly folder: JournalFolder, private readonly prefix: string) {}

  async names(): Promise<string[]> {
    return (await this.folder.names()).filter(name => name.startsWith(this.prefix)).sort()
  }

  /** The end of the last file, its torn tail cut; null where nothing was ever written. */
  async end(): Promise<(Mark & { last: Place | null }) | null> {
    const name = (await this.names()).at(-1)
    if (name === undefined) return (this.known = null)
    return withFile(this.folder, name, file => {
      if (this.known?.name === name && isUnchanged(file, this.known)) return this.known
      const { places, end } = mend(file)
      return (this.known = { name, size: end, last: places.at(-1) ?? null })
    })
  }

  /** Whether this is the end as far as remembered; `append` looks again before it trusts that. */
  remembers(last: string | null): boolean {
    return this.known?.last?.key === last
  }

  /** Where it ends now, if nobody has written since. */
  get size(): number {
    return this.known?.size ?? 0
  }

  /** Appends all or nothing and returns where the series ended before. */
  async append(records: JournalRecord[], roll: boolean): Promise<Mark> {
    const end = this.known ?? (await this.end())
    const name = end && !roll ? end.name : this.next((await this.names()).at(-1))
    const known = roll ? null : this.known
    return withFile(this.folder, name, file => {
      this.known = null
      if (known && !isUnchanged(file, known)) throw new Moved()
      const size = roll || !end ? 0 : end.size
      this.known = { name, ...this.write(file, name, records, size) }
      return { name, size }
    })
  }

  /** Where even taking back fails, the next opening cuts what is torn. */
  private write(file: JournalFile, name: string, records: JournalRecord[], from: number): { size: number; last: Place | null } {
    let last: Place | null = null
    let size = from
    try {
      for (const [at, bytes] of spread(records, from)) {
        writeWhole(file, bytes, at)
        size = at + bytes.length
        last = readHeader(bytes, at, size)
        if (last) this.seen.set(last.key, { name, place: last })
      }
      file.flush()
    } catch (problem) {
      takeBack(file, from)
      throw problem
    }
    return { size, last }
  }

  /** Takes back what one append wrote. */
  async cut({ name, size }: Mark): Promise<void> {
    this.known = null
    await withFile(this.folder, name, file => {
      file.truncate(size)
      file.flush()
    })
  }

  /** Takes back this place and everything behind it. */
  async cutFrom(mark: Mark): Promise<void> {
    for (const later of (await this.names()).filter(other => other > mark.name)) await this.folder.remove(later)
    await this.cut(mark)
  }

  /** Looks through the files, oldest first. */
  async each<T>(look: (segment: Segment, read: (place: Place) => Uint8Array | null, name: string) => T): Promise<T[]> {
    const found: T[] = []
    for (const name of await this.names()) {
      found.push(await withFile(this.folder, name, file => look(mend(file), place => payloadAt(file, place), name)))
    }
    return found
  }

  /** The payload under this key, from whichever file has it whole. */
  async find(key: string): Promise<Uint8Array | null> {
    return (await this.readSeen(key)) ?? (await this.look(key))
  }

  private async readSeen(key: string): Promise<Uint8Array | null> {
    const seen = this.seen.get(key)
    if (!seen || !(await this.names()).includes(seen.name)) return null
    const { name, place } = seen
    return withFile(this.folder, name, file => (place.at + place.length > file.getSize() ? null : payloadAt(file, place)))
  }

  private async look(key: string): Promise<Uint8Array | null> {
    const found = await this.each(({ places }, read, name) => {
      for (const place of places) this.seen.set(place.key, { name, place })
      const copies = places.filter(place => place.key === key).map(read)
      return copies.find(payload => payload !== null) ?? null
    })
    return found.find(payload => payload !== null) ?? null
  }

  /** Lets go of leading files as long as this says so; the last one always stays. */
  async letGo(isDone: (places: Place[]) => boolean): Promise<void> {
    const files = await this.each(({ places }, _read, name) => ({ name, places }))
    for (const { name, places } of files.slice(0, -1)) {
      if (!isDone(places)) return
      await this.folder.remove(name)
    }
  }

  private next(name: string | undefined): string {
    const number = name ? Number(name.slice(this.prefix.length)) : 0
    return this.prefix + String(number + 1).padStart(8, '0')
  }
}

function takeBack(file: JournalFile, size: number): void {
  try {
    file.truncate(size)
    file.flush()
  } catch {
    // What stands there now was not said to be saved; whoever opens the file next cuts or compares it.
  }
}

/** Another tab may have written; then size or last record differ. */
function isUnchanged(file: JournalFile, { size, last }: { size: number; last: Place | null }): boolean {
  if (file.getSize() !== size || !last) return file.getSize() === size
  const at = last.at - HEADER
  const now = readHeader(readAt(file, at, HEADER), at, size)
  return now?.key === last.key && now.digest.every((byte, place) => byte === last.digest[place])
}

function* spread(records: JournalRecord[], from: number): Generator<[number, Uint8Array]> {
  let at = from
  for (const record of records) {
    const bytes = encode(record)
    yield [at, bytes]
    at += bytes.length
  }
}
