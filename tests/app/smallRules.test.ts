/** Ids, times, batches and patience. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backOff } from '../../pwa/app/rules/backOff'
import { fitting } from '../../pwa/app/rules/batch'
import { newId } from '../../pwa/app/rules/ids'
import { localTime } from '../../pwa/app/rules/localTime'

test('an id is a UUIDv7 that carries its moment', () => {
  const id = newId(Date.parse('2026-11-23T01:41:07.120Z'))

  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(Number.parseInt(id.replace('-', '').slice(0, 12), 16), Date.parse('2026-11-23T01:41:07.120Z'))
})

test('the local time names its offset and the same moment', () => {
  const moment = new Date('2026-11-23T01:41:07.120Z')

  assert.match(localTime(moment), /^2026-11-2\dT\d\d:\d\d:07\.120[+-]\d\d:\d\d$/)
  assert.equal(Date.parse(localTime(moment)), moment.getTime())
})

test('patience doubles, spreads by half, ends at five minutes, and obeys the server', () => {
  assert.deepEqual([1, 2, 3, 10, 40].map(failures => backOff(failures, 0.5)), [1, 2, 4, 300, 300])
  assert.deepEqual([backOff(3, 0), backOff(3, 1)], [2, 6])
  assert.equal(backOff(1, 0.5, 120), 120)
})

test('a batch ends before it is too large, but one operation always goes', () => {
  assert.deepEqual(fitting(['一二三', 'x', 'y'], 100, 10), ['一二三', 'x'])
  assert.deepEqual(fitting(['一二三四', 'x'], 100, 10), ['一二三四'])
  assert.deepEqual(fitting(['a', 'b', 'c'], 2), ['a', 'b'])
})
