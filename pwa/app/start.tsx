// Opens the store, draws the screens, starts sending.
import { render } from 'preact'
import { openStore } from './store'
import { startSync } from './sync'
import { App } from './screens/App'

await openStore()
render(<App />, document.getElementById('app')!)
startSync()
