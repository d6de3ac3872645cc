// The CouchDB protocol as people self-host it: express-pouchdb on leveldb. Arguments: folder.
import express from 'express'
import expressPouchDB from 'express-pouchdb'
import PouchDB from 'pouchdb'

const [folder] = process.argv.slice(2)
const stored = PouchDB.defaults({ prefix: `${folder}/` })
const app = express()
app.use('/', expressPouchDB(stored, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }))
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: server.address().port })))
