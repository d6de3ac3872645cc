/** When the phone tries, and whose data a round may touch. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../pwa/app/rules/ids'
import { beforeSwitch } from '../../pwa/app/store/accounts'
import { readMeta } from '../../pwa/app/store/meta'
import { leaveAccount } from '../../pwa/app/store/accounts'
import { syncState, visits } from '../../pwa/app/store/view'
import { endRound, syncNow, tryNow, wake } from '../../pwa/app/sync/schedule'
import { signIn, signOut } from '../../pwa/app/sync/session'
import { aPhone, aVisit, find, open, person } from './phone'
import { aServer, dropped } from './twin'

beforeSwitch(endRound)

test('after a failure the next save waits for the timer, a person’s wish does not', async context => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { server } = await aPhone()
  server.faults = [dropped]
  await syncNow()
  const asked = server.asked.length

  wake()
  assert.equal(server.asked.length, asked)
  await syncNow()

  assert.ok(server.asked.length > asked)
  assert.equal(syncState.value.online, true)
})

test('a server that asks for patience is left alone by every occasion but the person’s own wish', async context => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  for (const [status, code] of [[503, 'busy'], [429, 'too_many'], [507, 'disk_full']] as const) {
    const { server } = await aPhone()
    server.failOn('/pull', () => new Response(JSON.stringify({ code }), { status, headers: { 'X-Mashang-Sync': '1', 'Retry-After': '120' } }))
    await syncNow()
    const asked = server.asked.length

    tryNow()
    wake()
    context.mock.timers.tick(119_000)
    assert.equal(server.asked.length, asked)
    await syncNow()

    assert.ok(server.asked.length > asked)
  }
})

test('a round under way for one person ends before another person’s data is opened', async () => {
  const { server } = await aPhone()
  const visit = aVisit()
  server.changes = [{ f: 'inspector:1', n: 1, e: 'visit', id: visit.id, rev: 1, op: 'put', d: visit }]
  let arrived = () => undefined as void
  const pulling = new Promise<void>(done => (arrived = done))
  server.failOn('/pull', (question, after) => {
    arrived()
    return new Promise((done, fail) => {
      question.signal?.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')))
      setTimeout(() => done(after()), 5_000).unref()
    })
  })
  const round = syncNow()
  await pulling

  const { me } = await aPhone()

  await round
  assert.deepEqual([visits.value, await readMeta('cursor')], [[], undefined])
  assert.equal((await readMeta('me'))?.account.id, me.account.id)
  await leaveAccount()
})

test('signing in shows the person’s data; signing out leaves what waits on the phone', async () => {
  const me = person()
  const server = aServer({ id: me.account.id })
  server.failOn('/api/sign-in', () => Response.json({ ...me, next: '/app/' }))
  globalThis.fetch = server.fetch as typeof fetch

  assert.deepEqual(await signIn({ name: 'zhou', password: 'haiming' }), { ok: true })
  await syncNow()
  server.faults = Array(20).fill(dropped)
  const visit = newId()
  await open(visit)
  await find(visit, '通道被占用')
  await signOut()
  assert.equal(syncState.value.waiting, 0)

  server.faults = []
  server.failOn('/api/sign-in', () => Response.json(me))
  await signIn({ name: 'zhou', password: 'haiming' })
  assert.equal(syncState.value.waiting, 2)
})

test('a wrong password is told in the server’s words, no signal by its own code, a manager by where to go', async () => {
  const server = aServer({ id: 'x' })
  globalThis.fetch = server.fetch as typeof fetch
  server.failOn('/api/sign-in', () => Response.json({ code: 'wrong_sign_in', detail: '登录名或密码不对。' }, { status: 401 }))
  server.failOn('/api/sign-in', dropped)
  server.failOn('/api/sign-in', () => Response.json({ account: { id: 'm' }, inspector: null, next: '/desk/' }))
  const tryOnce = () => signIn({ name: 'a', password: 'b' })

  assert.deepEqual(await tryOnce(), { ok: false, code: 'wrong_sign_in', detail: '登录名或密码不对。' })
  assert.deepEqual(await tryOnce(), { ok: false, code: 'unreachable', detail: '' })
  assert.deepEqual(await tryOnce(), { ok: false, code: 'not_inspector', detail: '', next: '/desk/' })
})
