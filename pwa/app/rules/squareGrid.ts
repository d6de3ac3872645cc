/** Where the squares of a code stand: its frame, its words, and the mask that makes neighbours differ. */

export type Squares = boolean[][]

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  x => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

interface Grid {
  version: number
  dark: Squares
  /** What is drawn before the data and never masked. */
  fixed: Squares
}

/** The code of these words, with the mask that cameras read best. */
export function drawn(version: number, level: number, words: number[]): Squares {
  const candidates = MASKS.map((mask, number) => {
    const grid = framed(version, (level << 3) | number)
    place(grid, words, mask)
    return grid.dark
  })
  return candidates.reduce((best, next) => (sameness(next) < sameness(best) ? next : best))
}

function framed(version: number, format: number): Grid {
  const size = 4 * version + 17
  const empty = () => Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const grid = { version, dark: empty(), fixed: empty() }
  for (let at = 0; at < size; at += 1) {
    put(grid, 6, at, at % 2 === 0)
    put(grid, at, 6, at % 2 === 0)
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]] as const) square(grid, x, y, 4, distance => distance !== 2 && distance !== 4)
  for (const [x, y] of alignments(version, size)) square(grid, x, y, 2, distance => distance !== 1)
  writeFormat(grid, size, format)
  if (version >= 7) writeVersion(grid, size)
  return grid
}

function alignments(version: number, size: number): [number, number][] {
  if (version === 1) return []
  const step = version < 7 ? 0 : Math.ceil((size - 13) / 4) * 2
  const places = version < 7 ? [6, size - 7] : [6, size - 7 - step, size - 7]
  const corners = new Set([`6,6`, `6,${size - 7}`, `${size - 7},6`])
  return places.flatMap(x => places.map((y): [number, number] => [x, y])).filter(([x, y]) => !corners.has(`${x},${y}`))
}

function square(grid: Grid, x: number, y: number, reach: number, isDark: (distance: number) => boolean): void {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) put(grid, x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))))
  }
}

function writeFormat(grid: Grid, size: number, data: number): void {
  const bits = ((data << 10) | checked(data, 10, 0x537)) ^ 0x5412
  for (let at = 0; at < 15; at += 1) {
    const dark = ((bits >> at) & 1) === 1
    const [x, y] = at < 6 ? [8, at] : at < 8 ? [8, at + 1] : at < 9 ? [7, 8] : [14 - at, 8]
    put(grid, x!, y!, dark)
    if (at < 8) put(grid, size - 1 - at, 8, dark)
    else put(grid, 8, size - 15 + at, dark)
  }
  put(grid, 8, size - 8, true)
}

function writeVersion(grid: Grid, size: number): void {
  const bits = (grid.version << 12) | checked(grid.version, 12, 0x1f25)
  for (let at = 0; at < 18; at += 1) {
    const [long, short] = [size - 11 + (at % 3), Math.floor(at / 3)]
    put(grid, long, short, ((bits >> at) & 1) === 1)
    put(grid, short, long, ((bits >> at) & 1) === 1)
  }
}

function checked(data: number, length: number, divisor: number): number {
  let rest = data
  for (let at = 0; at < length; at += 1) rest = (rest << 1) ^ ((rest >> (length - 1)) * divisor)
  return rest
}

/** Two columns at a time from the right, upwards and downwards in turn, around what is fixed. */
function place({ dark, fixed }: Grid, words: number[], mask: (x: number, y: number) => boolean): void {
  const size = dark.length
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step
      for (const x of [right, right - 1]) {
        if (fixed[y]![x]) continue
        const bit = at < 8 * words.length && ((words[at >> 3]! >> (7 - (at & 7))) & 1) === 1
        dark[y]![x] = bit !== mask(x, y)
        at += 1
      }
    }
  }
}

/** Cameras read best where neighbours differ. */
function sameness(dark: Squares): number {
  let count = 0
  for (const [y, row] of dark.entries()) {
    for (const [x, value] of row.entries()) count += Number(value === row[x + 1]) + Number(value === dark[y + 1]?.[x])
  }
  return count
}

function put({ dark, fixed }: Grid, x: number, y: number, isDark: boolean): void {
  if (dark[y]?.[x] === undefined) return
  dark[y][x] = isDark
  fixed[y]![x] = true
}
