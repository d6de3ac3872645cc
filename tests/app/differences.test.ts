/** The phone and the server find the same lines differing and let the same value count. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from '../../pwa/app/rules/differences'
import type { LineValue } from '../../pwa/app/rules/records'
import table from '../cases/differences.json' with { type: 'json' }

const AT = { inspection_item: 'fire-exit', line: '1' }
const said = (operation: string, value: string, settles: string[] = []) => ({ ...AT, operation, value: value as LineValue, settles })

for (const { case: name, answers, settlements, value } of table) {
  test(`a difference: ${name}`, () => {
    const every = [answers, settlements].map(each => each.map(one => said(one.operation, one.value, one.settles)))

    const [found, ...others] = differences(every[0]!, every[1]!)

    assert.deepEqual([found!.value, others], [value, []])
  })
}

test('a settlement names everything it was made upon, in order', () => {
  const answers = [said('b', 'conforming'), said('a', 'nonconforming')]

  const [found] = differences(answers, [said('s', 'conforming', ['a', 'b']), said('t', 'conforming', ['s'])])

  assert.deepEqual(found!.operations, ['a', 'b', 't'])
})

test('answers that agree, and answers to different lines, are no difference', () => {
  assert.deepEqual(differences([said('a', 'conforming'), said('b', 'conforming')], []), [])
  assert.deepEqual(differences([said('a', 'conforming'), { ...said('b', 'nonconforming'), line: '2' }], []), [])
})
