// Builds the phone's app and the pages' styles into dist/, named by content; a stamp skips an unchanged build.
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bundleScripts, bundleStyles } from './build/bundles.mjs'
import { compress } from './build/compress.mjs'
import { licences } from './build/licences.mjs'
import { ASSETS, DIST, ROOT, hashedName, hashedUrl } from './build/names.mjs'
import { sourceStamp } from './build/stamp.mjs'

const A_MONTH = 30 * 86_400_000
const MANIFEST = join(DIST, 'manifest-build.json')
const WASM = 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'

const build = await sourceStamp()
if (!process.argv.includes('--force') && (await standing()) === build) {
  console.log(`pwa/dist is up to date (${build})`)
} else {
  await buildAll()
}

async function buildAll() {
  await mkdir(ASSETS, { recursive: true })
  const plain = await copyPlain()
  const scripts = await bundleScripts({ build, wasm: plain['zxing_reader.wasm'] })
  const files = { ...plain, ...(await bundleStyles()), ...scripts.files }
  await compress(await current(files, scripts.chunks))
  await writeFile(join(DIST, 'licenses.txt'), await licences())
  await writeManifest({ files, build, precache: precache(files, scripts.chunks) })
  await forgetOld(files, scripts.chunks)
  console.log(`built pwa/dist (${build})`)
}

/** Files that go out as they are: the scanner's wasm and the icons. */
async function copyPlain() {
  const icons = (await readdir(join(ROOT, 'icons'))).filter(name => /\.(png|svg)$/.test(name))
  const sources = [join(ROOT, WASM), ...icons.map(name => join(ROOT, 'icons', name))]
  const files = {}
  for (const source of sources) {
    const name = hashedName(basename(source), await readFile(source))
    await copyFile(source, join(ASSETS, name))
    files[basename(source)] = `/assets/${name}`
  }
  return files
}

/** What the installed app needs without signal; desk and public pages are not part of it. */
function precache(files, chunks) {
  const needed = Object.entries(files).filter(([name]) => !/^(desk|page|accounts|notices|keeping|proof|signing)\./.test(name))
  return [...new Set([...needed.map(([, url]) => url), ...chunks])].sort()
}

async function current(files, chunks) {
  const names = [...new Set([...Object.values(files), ...chunks])].map(url => basename(url))
  const now = new Date()
  await Promise.all(names.map(name => utimes(join(ASSETS, name), now, now)))
  return names
}

/** Phones that have not updated yet still ask for the old names: they are kept for a month. */
async function forgetOld(files, chunks) {
  const kept = new Set([...Object.values(files), ...chunks].map(hashedUrl))
  for (const name of await readdir(ASSETS)) {
    if (kept.has(hashedUrl(name))) continue
    const { mtimeMs } = await stat(join(ASSETS, name))
    if (Date.now() - mtimeMs > A_MONTH) await rm(join(ASSETS, name))
  }
}

/** Written last and in one step, so that a server never reads a half-made build. */
async function writeManifest(manifest) {
  await writeFile(`${MANIFEST}.new`, JSON.stringify(manifest, null, 1))
  await rename(`${MANIFEST}.new`, MANIFEST)
}

async function standing() {
  const text = await readFile(MANIFEST, 'utf8').catch(() => '{}')
  return JSON.parse(text).build
}
