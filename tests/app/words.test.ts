/** Every sentence of the phone's app stands in Chinese and in English, and no English is left over. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { english } from '../../pwa/app/words/en'

const APP = [join('pwa', 'app'), 'app'].find(folder => existsSync(folder))!
// The sheet itself is a legal document: whoever reads the app in English still issues it in Chinese.
const PAPER = [join('documents', 'Sheet.tsx'), join('documents', 'values.ts')]
const SAID = /\bt\(\s*(['"])((?:(?!\1).)+)\1/g

const said = new Set(sources(APP).flatMap(path => [...readFileSync(path, 'utf8').matchAll(SAID)].map(match => match[2]!)))

test('every Chinese sentence has its English', () => {
  assert.ok(said.size > 100)
  assert.deepEqual([...said].filter(sentence => !(sentence in english)), [])
})

test('no English is kept for a sentence that nobody says', () => {
  assert.deepEqual(Object.keys(english).filter(sentence => !said.has(sentence)), [])
})

test('both languages name the same facts', () => {
  const facts = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(match => match[0]).sort()
  for (const [chinese, translation] of Object.entries(english)) assert.deepEqual(facts(translation), facts(chinese), chinese)
})

test('no screen says a Chinese word outside the words', () => {
  const screens = sources(join(APP, 'screens')).filter(path => !PAPER.some(paper => path.endsWith(paper)))
  const loose = screens.flatMap(path => looseChinese(path).map(line => `${path}: ${line}`))
  assert.deepEqual(loose, [])
})

function looseChinese(path: string): string[] {
  const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*/g, '').replace(SAID, '')
  return code.split('\n').filter(line => /[\u4e00-\u9fff]/.test(line) && !line.includes("['zh-CN', '中文']"))
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}
