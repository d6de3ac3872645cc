/** A shared line stands for the same lines on the phone as on the server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { places, type OnVisit } from '../../pwa/app/rules/sharedLines'
import table from '../cases/shared_lines.json' with { type: 'json' }

for (const { case: name, shared, own, items, places: expected } of table) {
  test(`a shared line: ${name}`, () => {
    const found = places(shared, items as unknown as OnVisit[], own)

    assert.deepEqual(found.map(each => [each.item, each.version, each.line, each.counts_for]), expected)
  })
}
