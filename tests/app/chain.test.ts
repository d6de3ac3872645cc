/** The phone chains operations as the server does: one table for both. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import table from '../cases/chain.json' with { type: 'json' }
import { nextHead, operationDigest, START } from '../../pwa/app/rules/chain'

test('the head over the shared operations is the one computed in Python', () => {
  let head = START
  for (const { text, digest, head: expected } of table.operations) {
    assert.equal(operationDigest(text), digest)
    head = nextHead(head, digest)
    assert.equal(head, expected)
  }
})
