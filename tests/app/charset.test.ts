/** A code's bytes become the same text on phone and server. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import table from '../cases/charsets.json' with { type: 'json' }
import { textOf } from '../../pwa/app/rules/charset'

for (const one of table) {
  test(`reads ${one.name}`, () => {
    const raw = Uint8Array.from(Buffer.from(one.bytes, 'hex'))

    assert.equal(textOf(raw, one.engine_text ?? undefined), one.text)
  })
}
