// Draws the screens, opens the store, starts sending.
import { render } from 'preact'
import { App } from './screens/App'
import { openStore } from './store'
import { adoptSession, startSync, watchVersion } from './sync'
import { fetchWords } from './words'

await fetchWords()
render(<App />, document.getElementById('app')!)
await openStore()
startSync()
await Promise.all([adoptSession(), watchVersion()])
