/** Draws a square code (QR, ISO/IEC 18004) of an address in capitals and many digits, up to version 12. */
import { drawn, type Squares } from './squareGrid'

const MOST_VERSION = 12
const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
/** For each level: its bits in the format, and by version the check words of a block and the number of blocks. */
const MEDIUM = { bits: 0, words: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22], blocks: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8] }
const LOW = { bits: 1, words: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24], blocks: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4] }
type Level = typeof LOW

/** Rows of squares, true where dark; null where it would need a larger version. Medium correction where it fits, else low. */
export function squareCode(address: string, digits: string): Squares | null {
  for (const level of [MEDIUM, LOW]) {
    for (let version = 1; version <= MOST_VERSION; version += 1) {
      const bits = dataBits(address, digits, version)
      const room = dataWords(version, level)
      if (bits.length <= 8 * room) return drawn(version, level.bits, interleaved(version, level, filled(bits, room)))
    }
  }
  return null
}

function dataBits(address: string, digits: string, version: number): string {
  const wide = version > 9
  const letters = pieces(address, 2).map(pair => [...pair].reduce((sum, letter) => sum * 45 + ALPHANUMERIC.indexOf(letter), 0))
  const head = address && `0010${binary(address.length, wide ? 11 : 9)}${letters.map((value, at) => binary(value, 2 * at + 1 < address.length ? 11 : 6)).join('')}`
  const numbers = pieces(digits, 3).map(group => binary(Number(group), [4, 7, 10][group.length - 1]!))
  return `${head}0001${binary(digits.length, wide ? 12 : 10)}${numbers.join('')}`
}

/** Terminated, whole words, and the two padding words in turn. */
function filled(bits: string, count: number): number[] {
  const ended = bits + '0'.repeat(Math.min(4, 8 * count - bits.length))
  const words = pieces(ended, 8).map(word => Number.parseInt(word.padEnd(8, '0'), 2))
  for (let pad = 0xec; words.length < count; pad ^= 0xec ^ 0x11) words.push(pad)
  return words
}

function interleaved(version: number, level: Level, words: number[]): number[] {
  const count = level.blocks[version - 1]!
  const checks = level.words[version - 1]!
  const long = words.length % count
  const divisor = generator(checks)
  let at = 0
  const blocks = Array.from({ length: count }, (_, number) => {
    const data = words.slice(at, (at += Math.floor(words.length / count) + (number >= count - long ? 1 : 0)))
    return { data, check: remainder(data, divisor) }
  })
  return [...columns(blocks.map(block => block.data)), ...columns(blocks.map(block => block.check))]
}

function columns(rows: number[][]): number[] {
  const longest = Math.max(...rows.map(row => row.length))
  return Array.from({ length: longest }, (_, at) => rows.flatMap(row => (at < row.length ? [row[at]!] : []))).flat()
}

function generator(degree: number): number[] {
  let result = [1]
  for (let power = 0, root = 1; power < degree; power += 1, root = times(root, 2)) {
    result = [...result, 0].map((value, at) => value ^ times(result[at - 1] ?? 0, root))
  }
  return result.slice(1)
}

function remainder(data: number[], divisor: number[]): number[] {
  return data.reduce((rest, word) => {
    const factor = word ^ rest[0]!
    return [...rest.slice(1), 0].map((value, at) => value ^ times(divisor[at]!, factor))
  }, divisor.map(() => 0))
}

function times(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >> 7) * 0x11d) ^ (((other >> bit) & 1) * one)
  return product
}

function dataWords(version: number, { words, blocks }: Level): number {
  const across = Math.floor(version / 7) + 2
  const aligned = version === 1 ? 0 : (25 * across - 10) * across - 55 + (version >= 7 ? 36 : 0)
  return Math.floor(((16 * version + 128) * version + 64 - aligned) / 8) - words[version - 1]! * blocks[version - 1]!
}

function pieces(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length))
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, '0')
}
