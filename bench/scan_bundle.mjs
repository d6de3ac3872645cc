// Bundles the page that reads photos, with the app's own worker and its wasm, into the folder given.
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const PWA = join(HERE, '..', 'pwa')
const require = createRequire(join(PWA, 'package.json'))
const esbuild = require('esbuild')
const [folder] = process.argv.slice(2)
const common = { bundle: true, minify: true, nodePaths: [join(PWA, 'node_modules')], define: { __WASM_URL__: '"/zxing.wasm"', __DECODER_URL__: '"/decoder.js"' } }

await esbuild.build({ ...common, entryPoints: [join(PWA, 'app/scan/decoder.worker.ts')], outfile: join(folder, 'decoder.js'), format: 'iife' })
await esbuild.build({ ...common, entryPoints: [join(HERE, 'scan_page.ts')], outfile: join(folder, 'page.js'), format: 'esm' })
copyFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'), join(folder, 'zxing.wasm'))
