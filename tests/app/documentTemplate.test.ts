/** The phone reads and fills a template exactly as the server does. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import told from '../cases/document_templates.json' with { type: 'json' }
import { filled, readTemplate } from '../../pwa/app/rules/documentTemplate'

interface Case { text: string; values: Record<string, string>; lines: [string, string, string][] }

for (const { text, values, lines } of told as unknown as Case[]) {
  test(`a template is read and filled as on the server: ${text.slice(0, 12)}`, () => {
    const made = filled(readTemplate(text), values)

    assert.deepEqual(made.map(line => [line.kind, line.text, line.label]), lines)
  })
}
