/** What the server acknowledges counts only under the signature of the server this phone knows. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { newId } from '../../pwa/app/rules/ids'
import { readMeta } from '../../pwa/app/store/meta'
import { hello } from '../../pwa/app/sync/hello'
import { syncRound } from '../../pwa/app/sync/round'
import { aPhone, find } from './phone'

const aKey = () => generateKeyPairSync('ed25519')
const acked = async () => (await readMeta('acked'))?.dseq ?? 0

async function aSigningServer() {
  const { server } = await aPhone()
  server.signsWith = [aKey()]
  await hello()
  await find(newId(), '安全出口上锁')
  return server
}

test('a receipt under the known key counts, and the last one is kept', async () => {
  await aSigningServer()

  assert.equal(await syncRound(), null)

  assert.equal(await acked(), 1)
  assert.equal((await readMeta('receipt') as { acked: number }).acked, 1)
})

test('a receipt under a key nobody vouched for is no answer at all', async () => {
  const server = await aSigningServer()
  server.signsWith = [aKey()]

  assert.equal((await syncRound())?.why, 'portal')

  assert.equal(await acked(), 0)
})

test('a receipt of which anything was changed is no answer at all', async () => {
  const server = await aSigningServer()
  server.failOn('/push', async (_, after) => {
    const answer = after()
    const told = { ...(await answer.json()), server_time: '2020-01-01T00:00:00.000Z' }
    return Response.json(told, { headers: { 'X-Mashang-Sync': '1' } })
  })

  assert.equal((await syncRound())?.why, 'portal')
})

test('a successor that the known key has signed is believed', async () => {
  const server = await aSigningServer()
  server.signsWith = [...server.signsWith, aKey()]

  assert.equal(await syncRound(), null)

  assert.equal(await acked(), 1)
})

test('a new epoch brings its own key', async () => {
  const server = await aSigningServer()
  server.signsWith = [aKey()]
  server.epoch = 'epoch-2'

  await syncRound()
  await syncRound()

  assert.equal(await acked(), 1)
})
