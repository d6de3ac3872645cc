/** The second copy of what was recorded: append-only files per account, operations in one series, photos in another. */
import { withFile, writeWhole, type JournalFolder, type JournalRoot } from './files'
import { dseqOf, HEADER, type JournalRecord, type RecordKind } from './record'
import { Moved, Series, type Mark } from './series'

/** How to get back to where the journal stood before an append. */
export type Undo = Partial<Record<'photos' | 'operations', Mark>>

export interface Standing {
  /** Key of the last operation; null where there is none. */
  last: string | null
  /** Size of the file being written; 0 where there is none. */
  size: number
}

export interface Append {
  photos: JournalRecord[]
  operations: JournalRecord[]
  /** The last operation as the writer knows it; if another stands there, nothing is written. */
  after: string | null
  /** Begin a new file with these operations. */
  roll: boolean
}

export type Appended = { undo: Undo; size: number } | { stands: Standing }

export interface Journal {
  standing(account: string): Promise<Standing>
  append(account: string, records: Append): Promise<Appended>
  cut(account: string, undo: Undo): Promise<void>
  /** Takes back the operation with this number and everything after it. */
  cutFrom(account: string, dseq: number): Promise<void>
  keys(account: string): Promise<string[]>
  records(account: string): Promise<JournalRecord[]>
  photo(account: string, sha256: string): Promise<Uint8Array | null>
  photos(account: string): Promise<string[]>
  /** Lets go of files whose operations all lie before, and of files of which no photo is wanted. */
  letGo(account: string, through: number, wanted: string[]): Promise<void>
  /** Removes the files whose names begin so; with no beginning, all of them. */
  erase(account: string, beginning: string): Promise<void>
  note(account: string, name: string): Promise<Uint8Array | null>
  putNote(account: string, name: string, bytes: Uint8Array): Promise<void>
}

const MOST_PHOTOS = 16 * 1024 * 1024

export function makeJournal(root: JournalRoot): Journal {
  const opened = new Map<string, Promise<Record<'photos' | 'operations', Series>>>()

  const of = (account: string) => {
    const series = opened.get(account) ?? root.folder(account).then(seriesIn)
    opened.set(account, series)
    return series
  }

  return {
    standing: async account => standingOf((await of(account)).operations),

    /** The operation is written last: a photo without one was never saved. */
    async append(account, records) {
      const { photos, operations } = await of(account)
      // What is remembered saves looking; the file itself is checked again before it is written to.
      if (!operations.remembers(records.after)) {
        const stands = await standingOf(operations)
        if (stands.last !== records.after) return { stands }
      }
      const undo: Undo = {}
      try {
        if (records.photos.length > 0) undo.photos = await photos.append(records.photos, await isFull(photos))
        if (records.operations.length > 0) undo.operations = await operations.append(records.operations, records.roll)
        return { undo, size: operations.size }
      } catch (problem) {
        if (undo.photos) await photos.cut(undo.photos)
        if (problem instanceof Moved) return this.append(account, records)
        throw problem
      }
    },

    async cut(account, undo) {
      const { photos, operations } = await of(account)
      if (undo.operations) await operations.cut(undo.operations)
      if (undo.photos) await photos.cut(undo.photos)
    },

    async cutFrom(account, dseq) {
      const { operations } = await of(account)
      const marks = await operations.each(({ places }, _read, name) => {
        const place = places.find(({ kind, key }) => kind === 'operation' && dseqOf(key) >= dseq)
        return place && { name, size: startOf(place) }
      })
      const mark = marks.find(found => found !== undefined)
      if (mark) await operations.cutFrom(mark)
    },

    keys: async account => keysOf((await of(account)).operations, 'operation'),
    photos: async account => keysOf((await of(account)).photos, 'photo'),

    async records(account) {
      const { operations } = await of(account)
      const found = await operations.each(({ places }, read) => places.flatMap(place => {
        const payload = read(place)
        return payload ? [{ kind: place.kind, key: place.key, payload }] : []
      }))
      return found.flat()
    },

    photo: async (account, sha256) => (await of(account)).photos.find(sha256),

    async letGo(account, through, wanted) {
      const { photos, operations } = await of(account)
      await operations.letGo(places => places.every(({ kind, key }) => kind !== 'operation' || dseqOf(key) <= through))
      await photos.letGo(places => !places.some(({ key }) => wanted.includes(key)))
    },

    async erase(account, beginning) {
      const folder = await root.folder(account)
      for (const name of await folder.names()) if (name.startsWith(beginning)) await folder.remove(name)
      opened.delete(account)
    },

    async note(account, name) {
      const folder = await root.folder(account)
      if (!(await folder.names()).includes(name)) return null
      return withFile(folder, name, file => {
        const bytes = new Uint8Array(file.getSize())
        file.read(bytes, { at: 0 })
        return bytes
      })
    },

    async putNote(account, name, bytes) {
      await withFile(await root.folder(account), name, file => {
        writeWhole(file, bytes, 0)
        file.truncate(bytes.length)
        file.flush()
      })
    },
  }
}

function seriesIn(folder: JournalFolder) {
  return { photos: new Series(folder, 'photos-'), operations: new Series(folder, 'operations-') }
}

async function standingOf(operations: Series): Promise<Standing> {
  const end = await operations.end()
  if (!end) return { last: null, size: 0 }
  const last = end.last?.kind === 'operation' ? end.last.key : (await keysOf(operations, 'operation')).at(-1)
  return { last: last ?? null, size: end.size }
}

async function isFull(photos: Series): Promise<boolean> {
  return (photos.size || ((await photos.end())?.size ?? 0)) > MOST_PHOTOS
}

async function keysOf(series: Series, kind: RecordKind): Promise<string[]> {
  const found = await series.each(({ places }) => places.filter(place => place.kind === kind).map(place => place.key))
  return found.flat()
}

function startOf(place: { at: number }): number {
  return place.at - HEADER
}
