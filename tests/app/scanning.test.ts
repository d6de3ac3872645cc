/** Where the scanner looks, and what it says when there is no picture. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areaOf } from '../../pwa/app/scan/areas'
import { problemOf } from '../../pwa/app/scan/camera'

test('the middle is looked at in full resolution', () => {
  assert.deepEqual(areaOf(0, 0, 1920, 1080), { x: 528, y: 108, width: 864, height: 864, scale: 1, step: 'crop' })
})

test('each fifth look takes the whole picture', () => {
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => areaOf(attempt, 0, 1920, 1080).step)

  assert.deepEqual(steps.map((step) => step === 'frame'), [0, 0, 0, 0, 1, 0, 0, 0, 0, 1].map(Boolean))
})

test('after two seconds in vain the middle is also looked at enlarged', () => {
  const early = [0, 1, 2, 3].map((attempt) => areaOf(attempt, 1999, 1920, 1080).scale)
  const late = [20, 21, 22, 23].map((attempt) => areaOf(attempt, 2001, 1920, 1080).scale)

  assert.deepEqual(early, [1, 1, 1, 1])
  assert.deepEqual(late, [2, 1, 2, 1])
})

test('a picture of many pixels is not enlarged', () => {
  assert.equal(areaOf(20, 9000, 3840, 2160).scale, 1)
})

for (const [name, problem] of [
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'absent'],
  ['OverconstrainedError', 'absent'],
  ['NotReadableError', 'busy'],
  ['TypeError', 'unknown'],
]) {
  test(`${name} is told as ${problem}`, () => {
    assert.equal(problemOf(new DOMException('', name)), problem)
  })
}
