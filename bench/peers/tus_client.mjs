// One tus client that sends a folder's files one after another. Arguments: URL, folder, bytes in a chunk.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { DefaultHttpStack, Upload } from 'tus-js-client'

const [endpoint, folder, chunkSize] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true })
const httpStack = new DefaultHttpStack({ agent })

const names = fs.readdirSync(folder)
const began = performance.now()
for (const name of names) await sent(fs.readFileSync(path.join(folder, name)))
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000, count: names.length }))
agent.destroy()

function sent(file) {
  return new Promise((onSuccess, onError) => {
    new Upload(file, { endpoint, httpStack, chunkSize: Number(chunkSize), retryDelays: null, onSuccess, onError }).start()
  })
}
