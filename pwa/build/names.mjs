// Where built files go and how they are named: name-HASH.ext, so that a name never changes its content.
import { createHash } from 'node:crypto'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const DIST = join(ROOT, 'dist')
export const ASSETS = join(DIST, 'assets')

export function hashedName(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10)
  return `${basename(name, extname(name))}-${hash}${extname(name)}`
}

/** The address of a built file, the same for its compressed copies. */
export function hashedUrl(name) {
  return `/assets/${basename(name).replace(/\.(br|gz)$/, '')}`
}
