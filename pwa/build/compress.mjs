// Puts .br and .gz beside every text asset and the wasm; a name that has them already is not done again.
import { existsSync } from 'node:fs'
import { readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { ASSETS } from './names.mjs'

const brotli = promisify(zlib.brotliCompress)
const gzip = promisify(zlib.gzip)
const WAYS = {
  '.br': bytes => brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } }),
  '.gz': bytes => gzip(bytes, { level: 9 }),
}

export async function compress(names) {
  for (const name of names.filter(name => /\.(js|css|svg|wasm)$/.test(name))) {
    for (const [suffix, way] of Object.entries(WAYS)) await compressOnce(join(ASSETS, name), suffix, way)
  }
}

async function compressOnce(path, suffix, way) {
  const target = path + suffix
  if (!existsSync(target)) {
    await writeFile(`${target}.new`, await way(await readFile(path)))
    await rename(`${target}.new`, target)
  }
  const now = new Date()
  await utimes(target, now, now)
}
