// Draws the screens, opens the store, starts sending.
import { render } from 'preact'
import { App } from './screens/App'
import { fetchLater } from './screens/parts/Later'
import { openStore } from './store'
import { adoptSession, startSync, watchVersion } from './sync'
import { fetchWords } from './words'

await fetchWords()
render(<App />, document.getElementById('app')!)
await openStore()
startSync()
void fetchLater().then(({ keepCertified }) => keepCertified())
await Promise.all([adoptSession(), watchVersion()])
