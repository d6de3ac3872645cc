/** What this phone sends carries its signature, and a phone whose key was lost becomes known again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromHex, join, toHex } from '../../pwa/app/rules/bytes'
import { newId } from '../../pwa/app/rules/ids'
import { isSigned } from '../../pwa/app/rules/p256'
import { words } from '../../pwa/app/rules/visitCode'
import { newSigningKey, noteKnown, signingKey } from '../../pwa/app/store/visitCodes'
import { syncRound } from '../../pwa/app/sync/round'
import { aPhone, find } from './phone'
import { refused } from './twin'

const signedOver = (head: string) => join(words('mashang batch v1\0'), fromHex(head))

test('without a key that the server knows a batch goes unsigned', async () => {
  const { server } = await aPhone()
  await signingKey()
  await find(newId(), '安全出口上锁')

  assert.equal(await syncRound(), null)

  const [sent] = server.asks('/push')
  assert.deepEqual([sent!.json.sig, sent!.json.alg], [null, null])
})

test('with a key the head of every batch is signed', async () => {
  const { server } = await aPhone()
  const key = await signingKey()
  await noteKnown(key)
  await find(newId(), '安全出口上锁')

  assert.equal(await syncRound(), null)

  const [sent] = server.asks('/push')
  assert.equal(sent!.json.alg, 'ES256')
  assert.ok(await isSigned(fromHex(key.name), fromHex(sent!.json.sig), signedOver(sent!.json.head)))
  assert.equal(toHex(fromHex(sent!.json.sig)), sent!.json.sig)
})

test('where the server wants a signature of a key it does not know any more, a new one is enrolled and the batch goes', async () => {
  const { server } = await aPhone()
  await noteKnown(await newSigningKey())
  await find(newId(), '安全出口上锁')
  server.failOn('/push', refused(422, 'bad_signature'))

  assert.equal(await syncRound(), null)

  assert.equal(server.asks('/push').length, 2)
  assert.equal(server.asks('/api/device-keys').length, 1)
  assert.equal(server.operations.length, 1)
})

test('without a session what was recorded goes unsigned, and nothing waits', async () => {
  const { server } = await aPhone()
  await noteKnown(await newSigningKey())
  await find(newId(), '安全出口上锁')
  server.failOn('/push', refused(422, 'bad_signature'))
  server.failOn('/api/device-keys', refused(401, 'sign_in_first'))

  assert.equal(await syncRound(), null)

  assert.equal(server.operations.length, 1)
  assert.equal(server.asks('/push').at(-1)!.json.sig, null)
})
