/** Forms kept on a manager's phone: whose they are, and how long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import 'fake-indexeddb/auto'
import { forgetForm, keepForm, keepPhoto, readForms, readPhoto, type KeptForm } from '../../pwa/app/store/kept'

const PHOTO = { sha256: 'a'.repeat(64), name: '1.jpg', mime: 'image/jpeg', size: 3, sent: 0, refused: '' }

function aForm(key: string, account: string, at = new Date()): KeptForm {
  return { key, account, title: '整改', page: '/e/x', action: '/e/x', fields: [], photos: [PHOTO], ready: true, place: '', refused: '', at: at.toISOString() }
}

test('a form is its own person’s alone, and goes with its photos and no others', async () => {
  const [own, others] = [aForm('1', 'xia'), aForm('2', 'zhao')]
  for (const form of [own, others]) await keepPhoto(form, PHOTO, new ArrayBuffer(3))
  assert.deepEqual(await readForms('xia'), [own])

  await forgetForm(own)

  assert.deepEqual(await readForms('xia'), [])
  assert.equal(await readPhoto('1', PHOTO.sha256), undefined)
  assert.equal((await readPhoto('2', PHOTO.sha256))?.byteLength, 3)
})

test('what lay for more than a month is given up', async () => {
  await keepForm(aForm('3', 'xia', new Date(Date.now() - 31 * 86_400_000)))

  assert.deepEqual(await readForms('xia'), [])
})
