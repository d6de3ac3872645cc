// Resumable uploads by tus, with its file store. Arguments: folder.
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [folder] = process.argv.slice(2)
const tus = new Server({ path: '/files', datastore: new FileStore({ directory: folder }) })
const server = tus.listen({ port: 0, host: '127.0.0.1' }, () =>
  console.log(JSON.stringify({ port: server.address().port })))
