/** The phone judges credit codes as the server does: one table for both. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import table from '../cases/credit_codes.json' with { type: 'json' }
import {
  checkDigitOk,
  isRegistrationNumber,
  isWellFormed,
  normalise,
  organisationCodeOk,
  registrationNumberOk,
  suggestions,
} from '../../pwa/app/rules/creditCode'

for (const one of table.credit_codes) {
  test(`${one.name}: ${one.text}`, () => {
    const code = normalise(one.text)

    assert.equal(code, one.normalised)
    assert.equal(isWellFormed(code), one.well_formed)
    assert.equal(checkDigitOk(code), one.check_digit_ok)
    assert.equal(organisationCodeOk(code.slice(8, 17)), one.organisation_code_ok)
    assert.deepEqual(suggestions(one.text), one.suggestions)
  })
}

for (const one of table.registration_numbers) {
  test(`registration number ${one.text}`, () => {
    assert.equal(isRegistrationNumber(one.text), one.shape)
    assert.equal(registrationNumberOk(one.text), one.ok)
  })
}
