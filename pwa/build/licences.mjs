// The licences of the packages that reach people's devices, read from the lock file.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './names.mjs'

export async function licences() {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'))
  const shipped = Object.entries(lock.packages).filter(([path, entry]) => path && !entry.dev && !path.includes('@types/'))
  const pages = await Promise.all(shipped.map(([path, entry]) => page(path, entry)))
  return pages.join('\n\n')
}

async function page(path, entry) {
  const name = path.replace(/^.*node_modules\//, '')
  return `${name} ${entry.version} (${entry.license})\n${'='.repeat(60)}\n${await text(join(ROOT, path))}`
}

async function text(folder) {
  const file = (await readdir(folder)).find(name => /^licen[sc]e/i.test(name))
  return file ? (await readFile(join(folder, file), 'utf8')).trim() : ''
}
