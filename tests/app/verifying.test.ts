/** The manager's phone judges visit codes as the server does: one table for both. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromHex, join as joined, toHex } from '../../pwa/app/rules/bytes'
import { accepted } from '../../pwa/app/rules/keyList'
import { isSigned, nameOfKey, newKeyPair, publicBytes, sign } from '../../pwa/app/rules/p256'
import { verdict, type Verifier } from '../../pwa/app/rules/verifying'
import { digits, moment, read, sameness, toSign, words } from '../../pwa/app/rules/visitCode'

interface Case {
  name: string
  text: string
  by: Verifier
  expect: { reason: string; seconds: number }
}

const CASES = JSON.parse(readFileSync(join(process.cwd(), '../tests/cases/visit_codes.json'), 'utf8')) as Case[]
const [GENUINE] = CASES as [Case]
const BELIEVED = ['genuine', 'no_plan']

for (const { name, text, by, expect } of CASES) {
  test(name, async () => {
    const { reason, seconds } = await verdict(text, by)

    assert.deepEqual({ reason, seconds }, expect)
  })
}

test('no bit of a code can be another', async () => {
  const bytes = fromHex(BigInt(GENUINE.text.split('/B/')[1]!).toString(16).slice(1))
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const spoilt = bytes.slice()
    spoilt[bit >> 3]! ^= 1 << bit % 8
    assert.ok(!BELIEVED.includes((await verdict(digits(spoilt), GENUINE.by)).reason), `bit ${bit}`)
  }
})

test('no digit of a code can be another', async () => {
  for (let at = 0; at < GENUINE.text.length; at += 1) {
    const other = String((Number(GENUINE.text[at]) + 1) % 10)
    const { reason } = await verdict(GENUINE.text.slice(0, at) + other + GENUINE.text.slice(at + 1), GENUINE.by)
    assert.ok(!BELIEVED.includes(reason), `digit ${at}`)
  }
})

test('a code seen once is not green again', async () => {
  const first = await verdict(GENUINE.text, GENUINE.by)
  const second = await verdict(GENUINE.text, { ...GENUINE.by, seen: [sameness(first.code!)] })

  assert.deepEqual([first.reason, second.reason], ['genuine', 'replayed'])
})

test('what this phone signs, others verify, and the key cannot be read out', async () => {
  const pair = await newKeyPair()
  const key = await publicBytes(pair)
  for (let number = 0; number < 50; number += 1) {
    const data = words(`number ${number}`)
    const signature = await sign(pair.privateKey, data)
    assert.ok(await isSigned(key, signature, data))
    assert.ok(!(await isSigned(key, signature, words(`number ${number + 1}`))))
  }
  assert.equal(key.length, 33)
  assert.match(await nameOfKey(key), /^[0-9a-f]{16}$/)
  await assert.rejects(crypto.subtle.exportKey('pkcs8', pair.privateKey))
})

test('a code made on a phone is read again with its moment and number', async () => {
  const kept = read(GENUINE.text.split('/B/')[1]!)!
  const certificate = joined(kept.body, kept.serverSignature)
  const pair = await newKeyPair()
  const signature = await sign(pair.privateKey, toSign(certificate, 1_761_184_805, 4711))
  const code = read(digits(joined(certificate, moment(1_761_184_805, 4711), signature)))!

  assert.deepEqual([code.madeAt, code.challenge, toHex(code.phoneSignature)], [1_761_184_805, 4711, toHex(signature)])
  assert.deepEqual(code.certificate, kept.certificate)
})

test('a list of keys is taken first as it comes, later only from who is known', async () => {
  const [one, two] = [await newKeyPair(), await newKeyPair()]
  const first = await signedList({ one }, [one], 1000)
  const known = (await accepted(first, null))!

  assert.equal(known.issued_at, 1000)
  assert.ok(await accepted(await signedList({ one, two }, [one, two], 2000), known))
  assert.equal(await accepted(await signedList({ two }, [two], 2000), known), null)
  assert.equal(await accepted(await signedList({ one }, [one], 999), known), null)
  assert.equal(await accepted({ ...first, list: first.list.replace('1000', '3000') }, known), null)
  assert.equal(await accepted({ ...first, signatures: {} }, null), null)
})

async function signedList(pairs: Record<string, CryptoKeyPair>, signers: CryptoKeyPair[], issued_at: number) {
  const keys: Record<string, string> = {}
  for (const [name, pair] of Object.entries(pairs)) keys[name] = toHex(await publicBytes(pair))
  const list = JSON.stringify({ v: 1, address: 'HTTPS://X/B/', issued_at, keys, revoked: [] })
  const signatures: Record<string, string> = {}
  for (const [name, pair] of Object.entries(pairs)) {
    if (signers.includes(pair)) signatures[name] = toHex(await sign(pair.privateKey, words(`mashang visit code keys v1\0${list}`)))
  }
  return { list, signatures }
}
