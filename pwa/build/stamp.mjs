// The digest of everything a build depends on; server/assets.py computes the same one to notice a stale build.
import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './names.mjs'

const FOLDERS = ['app', 'build', 'icons', 'style']
const FILES = ['build.mjs', 'package-lock.json', 'package.json', 'tsconfig.json']

export async function sourceStamp() {
  const paths = [...FILES]
  for (const folder of FOLDERS) paths.push(...(await below(folder)))
  const lines = await Promise.all(paths.sort().map(line))
  return sha256(lines.join('')).slice(0, 16)
}

async function line(path) {
  return `${path} ${sha256(await readFile(join(ROOT, path)))}\n`
}

async function below(folder) {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true })
  const found = entries.map(entry =>
    entry.isDirectory() ? below(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`])
  return (await Promise.all(found)).flat()
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
