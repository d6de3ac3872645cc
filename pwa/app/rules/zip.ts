/** A ZIP archive without compression: any computer opens it, and its parts need not be in memory at once. */

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})
const UTF8_NAMES = 0x0800

export interface Packed {
  /** What stands before the file's bytes. */
  header: Uint8Array<ArrayBuffer>
  /** Its line in the directory at the end. */
  listed: Uint8Array<ArrayBuffer>
  size: number
}

/** How a file is announced that begins `at` bytes into the archive. */
export function packed(name: string, bytes: Uint8Array, at: number, made: Date): Packed {
  const named = new TextEncoder().encode(name)
  const facts = [20, UTF8_NAMES, 0, timeOf(made), dayOf(made)]
  const sizes = [crcOf(bytes), bytes.length, bytes.length]
  const header = lay(named, { long: [0x04034b50], short: facts }, { long: sizes, short: [named.length, 0] })
  const listed = lay(named,
    { long: [0x02014b50], short: [20, ...facts] },
    { long: sizes, short: [named.length, 0, 0, 0, 0] },
    { long: [0, at], short: [] },
  )
  return { header, listed, size: header.length + bytes.length }
}

/** The directory's end, behind the lines of all files. */
export function archiveEnd(count: number, listedSize: number, at: number): Uint8Array<ArrayBuffer> {
  return lay(new Uint8Array(),
    { long: [0x06054b50], short: [0, 0, count, count] },
    { long: [listedSize, at], short: [0] },
  )
}

export function crcOf(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) rest = CRC[(rest ^ byte) & 0xff]! ^ (rest >>> 8)
  return (rest ^ 0xffffffff) >>> 0
}

interface Fields {
  long: number[]
  short: number[]
}

function lay(name: Uint8Array, ...groups: Fields[]): Uint8Array<ArrayBuffer> {
  const length = groups.reduce((sum, { long, short }) => sum + long.length * 4 + short.length * 2, 0)
  const bytes = new Uint8Array(length + name.length)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { long, short } of groups) {
    for (const value of long) view.setUint32((at += 4) - 4, value, true)
    for (const value of short) view.setUint16((at += 2) - 2, value, true)
  }
  bytes.set(name, length)
  return bytes
}

function timeOf(made: Date): number {
  return (made.getHours() << 11) | (made.getMinutes() << 5) | (made.getSeconds() >> 1)
}

function dayOf(made: Date): number {
  return ((made.getFullYear() - 1980) << 9) | ((made.getMonth() + 1) << 5) | made.getDate()
}
