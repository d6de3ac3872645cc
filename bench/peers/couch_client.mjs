// One PouchDB client: `push URL FOLDER FILE`, `pull URL FOLDER`, `photos URL FOLDER FILES`; prints what a step took.
import fs from 'node:fs'
import path from 'node:path'
import PouchDB from 'pouchdb'

const [step, url, folder, input] = process.argv.slice(2)
const local = new PouchDB(`${folder}/local`)

const steps = { push: () => fillWithRecords().then(push), pull, photos: () => fillWithPhotos().then(push) }
const began = await steps[step]()
const seconds = (performance.now() - began) / 1000
const { doc_count: count } = await local.info()
console.log(JSON.stringify({ seconds, count }))
await local.close()

async function fillWithRecords() {
  const records = fs.readFileSync(input, 'utf8').trimEnd().split('\n').map(JSON.parse)
  for (let from = 0; from < records.length; from += 1000) await local.bulkDocs(records.slice(from, from + 1000))
}

async function fillWithPhotos() {
  for (const name of fs.readdirSync(input)) {
    const data = fs.readFileSync(path.join(input, name))
    await local.put({ _id: name, _attachments: { photo: { content_type: 'image/jpeg', data } } })
  }
}

async function push() {
  const from = performance.now()
  await local.replicate.to(url)
  return from
}

async function pull() {
  const from = performance.now()
  await local.replicate.from(url)
  return from
}
