// Puts the English of app/words/english under the short names of its sentences; two sentences with one name stop the build.
import { readFile } from 'node:fs/promises'
import { wordKey } from '../app/words/wordKey.mjs'

const SENTENCE = /^ {2}('(?:[^'\\]|\\.)*'):/gm

export function shortWords() {
  const named = new Map()
  return {
    name: 'short words',
    setup(build) {
      build.onLoad({ filter: /[\\/]words[\\/]english[\\/]\w+\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8')
        return { contents: text.replace(SENTENCE, (_, quoted) => `  '${once(named, sentence(quoted))}':`), loader: 'ts' }
      })
    },
  }
}

/** What a quoted sentence says. */
const sentence = quoted => quoted.slice(1, -1).replace(/\\(.)/g, '$1')

function once(named, chinese) {
  const key = wordKey(chinese)
  const other = named.get(key) ?? chinese
  if (other !== chinese) throw new Error(`“${chinese}” and “${other}” have one short name: say one of them otherwise`)
  named.set(key, chinese)
  return key
}
