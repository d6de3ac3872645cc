// 核验来人: the manager's phone verifies visit codes, also without signal once it was opened.
import { render } from 'preact'
import { VerifyApp } from './screens/verify/VerifyApp'
import { fetchWords } from './words'

await fetchWords()
render(<VerifyApp />, document.getElementById('app')!)
