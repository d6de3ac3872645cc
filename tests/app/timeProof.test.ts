/** What a phone puts into its records so that their time can be proved, and what it shows at the door. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { headDigits, type Head } from '../../pwa/app/rules/headCode'
import { newId } from '../../pwa/app/rules/ids'
import { read } from '../../pwa/app/rules/licenseCode'
import { beaconIn } from '../../pwa/app/rules/timeCode'
import { withDatabase } from '../../pwa/app/store/database'
import { keepDoorBeacon } from '../../pwa/app/store/device'
import { textOf } from '../../pwa/app/store/operationTexts'
import { syncRound } from '../../pwa/app/sync/round'
import { aPhone, find } from './phone'

const GIVEN = 'a1'.repeat(16)
const SHOWN = 'b2'.repeat(16)
const DOOR = 'https://mashang.example/e/door-token-of-the-example'

test('the end of the chain is the digits the server reads', () => {
  const cases = JSON.parse(readFileSync('../tests/cases/head_codes.json', 'utf8')) as (Head & { digits: string })[]
  for (const { digits, ...head } of cases) assert.equal(headDigits(head), digits)
})

test('a time code is a door of ours with what the server gave out behind it', () => {
  const found = [`${DOOR}#t=${SHOWN}`, DOOR, `${DOOR}#t=b2`].map(text => beaconIn(read(text, ['mashang.example'])))

  assert.deepEqual(found, [SHOWN, null, null])
  assert.equal(beaconIn(read(`${DOOR}#t=${SHOWN}`, ['another.example'])), null)
})

test('the server’s last beacon is in the next record; one scanned at a door, until the server is heard again', async () => {
  const { server } = await aPhone()
  const visit = newId()
  await find(visit, '还没有联系过')
  server.page = { beacon: GIVEN }
  await syncRound()

  await find(visit, '联系以后')
  await keepDoorBeacon(SHOWN)
  await find(visit, '扫时间码以后')
  await syncRound()
  await find(visit, '又有信号以后')

  const texts = await Promise.all((await withDatabase(db => db.getAll('operations'))).map(textOf))
  const said = texts.map(text => JSON.parse(text) as { beacon: string | null; door_beacon?: string })
  assert.deepEqual(said.map(({ beacon, door_beacon }) => [beacon, door_beacon]), [[null, undefined], [GIVEN, undefined], [GIVEN, SHOWN], [GIVEN, undefined]])
})
