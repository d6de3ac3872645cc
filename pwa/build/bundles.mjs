// Bundles scripts and styles with esbuild; the workers first, because the app must know their addresses.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import * as esbuild from 'esbuild'
import { ASSETS, ROOT } from './names.mjs'
import { shortWords } from './words.mjs'

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  metafile: true,
  outdir: ASSETS,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  target: ['chrome90', 'safari15.4', 'firefox100'],
  legalComments: 'none',
  charset: 'utf8',
}
const STYLES = ['style/app.css', 'style/desk.css', 'style/page.css']
const DECODER = 'app/scan/decoder.worker.ts'
const JOURNAL = 'app/store/journal/journal.worker.ts'
const PROOF = 'app/proof.ts'

/** `{files: {name: address}, chunks: [address]}` of the app, its two workers and the desks' script. */
export async function bundleScripts({ build, wasm }) {
  const define = addresses({ __BUILD__: build, __WASM_URL__: wasm })
  const names = { [DECODER]: 'decoder.js', [JOURNAL]: 'journal.js' }
  const workers = await bundle([DECODER, JOURNAL], { define, format: 'iife', names })
  const proof = await bundle([PROOF], { format: 'iife', names: { [PROOF]: 'proof.js' } }) // in one piece: it also goes into files people take away
  const app = await bundle(['app/start.tsx', 'app/verify.tsx', 'app/desk.ts', 'app/accounts.ts', 'app/signing.ts', 'app/notices.ts', 'app/keeping.ts'], {
    define: { ...define, ...addresses({ __DECODER_URL__: workers.files['decoder.js'], __JOURNAL_URL__: workers.files['journal.js'] }) },
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    names: { 'app/start.tsx': 'app.js', 'app/verify.tsx': 'verify.js', 'app/desk.ts': 'desk.js', 'app/accounts.ts': 'accounts.js', 'app/signing.ts': 'signing.js', 'app/notices.ts': 'notices.js', 'app/keeping.ts': 'keeping.js' },
  })
  return { files: { ...workers.files, ...proof.files, ...app.files }, chunks: app.chunks }
}

export async function bundleStyles() {
  return (await bundle(STYLES, {})).files
}

async function bundle(sources, { names = {}, ...options }) {
  const entryPoints = sources.filter(source => existsSync(join(ROOT, source)))
    .map(source => ({ in: source, out: basename(names[source] ?? source).replace(/\.\w+$/, '') }))
  const { metafile } = await esbuild.build({ ...COMMON, ...options, entryPoints, plugins: [shortWords()] })
  const files = {}
  const chunks = []
  for (const [path, output] of Object.entries(metafile.outputs)) {
    const address = `/assets/${basename(path)}`
    if (sources.includes(output.entryPoint)) files[names[output.entryPoint] ?? basename(output.entryPoint)] = address
    else chunks.push(address)
  }
  return { files, chunks }
}

function addresses(constants) {
  return Object.fromEntries(Object.entries(constants).map(([name, value]) => [name, JSON.stringify(value)]))
}
