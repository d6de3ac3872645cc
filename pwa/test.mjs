// Runs the phone's tests: each file bundled for Node as the app is for the browser, then `node --test`; its timers never end.
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as esbuild from 'esbuild'
import { ROOT } from './build/names.mjs'

const TESTS = join(ROOT, '..', 'tests', 'app')
const wanted = process.argv.slice(2)

const names = (await readdir(TESTS)).filter(name => name.endsWith('.test.ts') || name.endsWith('.test.tsx'))
const chosen = names.filter(name => wanted.length === 0 || wanted.some(part => name.includes(part)))
const folder = await mkdtemp(join(tmpdir(), 'mashang-tests-'))
await esbuild.build({
  entryPoints: chosen.map(name => join(TESTS, name)),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  nodePaths: [join(ROOT, 'node_modules')],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { __BUILD__: '"test"', __DECODER_URL__: '""', __JOURNAL_URL__: '""', __WASM_URL__: '""' },
})
const files = chosen.map(name => join(folder, name.replace(/\.tsx?$/, '.mjs')))
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-force-exit', '--test-reporter=spec', ...files], { stdio: 'inherit' })
await rm(folder, { recursive: true })
process.exit(run.status ?? 1)
