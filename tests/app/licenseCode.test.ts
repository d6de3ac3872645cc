/** The phone reads licence codes as the server does: one table for both. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import table from '../cases/license_codes.json' with { type: 'json' }
import { preferred, read } from '../../pwa/app/rules/licenseCode'

interface Case {
  name: string
  text: string
  repeat?: number
  own_hosts?: string[]
  expect: Record<string, unknown>
}

const NOTHING = {
  credit_codes: [],
  registration_numbers: [],
  name: null,
  door_token: null,
  own_host: false,
  url: null,
  opaque_key: null,
}

for (const one of table as Case[]) {
  test(`reads ${one.name}`, () => {
    const code = read(one.text.repeat(one.repeat ?? 1), one.own_hosts)

    const found = {
      family: code.family,
      credit_codes: code.creditCodes,
      registration_numbers: code.registrationNumbers,
      name: code.name,
      door_token: code.doorToken,
      own_host: code.ownHost,
      url: code.url,
      opaque_key: code.opaqueKey,
    }
    const text = 'text' in one.expect ? { text: code.text } : {}
    assert.deepEqual({ ...found, ...text }, { ...NOTHING, ...one.expect })
  })
}

test('of two codes in one picture the licence is chosen, not the payment code', () => {
  const code = preferred(['https://u.wechat.com/EJmnzJ2gQwVYx1T5Cq', '91370211MA3C4XK29U'])

  assert.equal(code?.family, 'credit_code')
})
