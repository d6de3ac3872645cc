// The offline shell: a short list of decisions and no data. What waits to be sent never lives here.
const BUILD = { "stamp": "source", "build": "source", "precache": [] } // this line is filled in by the server

const SHELLS = ['/app/', '/verify/']
const CACHE = `mashang-${BUILD.stamp}`
const PAGES = 'mashang-pages'

self.addEventListener('install', event => event.waitUntil(keepAll()))
self.addEventListener('activate', event => event.waitUntil(dropOthers()))
self.addEventListener('message', event => event.data === 'take-over' && self.skipWaiting())
self.addEventListener('fetch', event => {
  const answer = decide(event.request, new URL(event.request.url))
  if (answer) event.respondWith(answer)
})

self.addEventListener('push', event => event.waitUntil(tell(event.data.json())))
self.addEventListener('notificationclick', event => event.waitUntil(open(event.notification)))

/** Undefined leaves the request to the browser: other sites, everything that is not a GET, the API, sending. */
function decide(request, { origin, pathname }) {
  if (origin !== location.origin || request.method !== 'GET') return undefined
  if (request.mode === 'navigate' && SHELLS.includes(pathname)) return fromCache(pathname)
  if (request.mode === 'navigate' && pathname.startsWith('/e/')) return fromNetwork(request)
  return pathname.startsWith('/assets/') ? fromCache(request) : undefined
}

async function fromCache(request) {
  return (await caches.match(request, { cacheName: CACHE })) ?? (await caches.match(request)) ?? fetch(request)
}

/** Public pages: always the newest; without signal the last one seen, unless it was meant for one person. */
async function fromNetwork(request) {
  try {
    const answer = await fetch(request)
    const personal = answer.headers.get('Cache-Control')?.includes('no-store')
    if (answer.ok && !personal) await (await caches.open(PAGES)).put(request, answer.clone())
    return answer
  } catch (problem) {
    const last = await caches.match(request, { cacheName: PAGES })
    if (last) return last
    throw problem
  }
}

/** All or nothing: whatever fails here fails the installation, and the version before goes on. */
async function keepAll() {
  const cache = await caches.open(CACHE)
  await Promise.all(BUILD.precache.map(address => keep(cache, address)))
  await Promise.all(SHELLS.map(address => keepShell(cache, address)))
}

async function keepShell(cache, address) {
  const shell = await fetch(address, { cache: 'reload' })
  if (!(await shell.clone().text()).includes(BUILD.build)) throw new Error('the shell belongs to another build')
  await cache.put(address, shell)
}

/** A hashed name never changes its content: what the version before had is not fetched again. */
async function keep(cache, address) {
  const known = await caches.match(address)
  if (known) return cache.put(address, known)
  return cache.add(address)
}

async function dropOthers() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name !== CACHE && name !== PAGES).map(name => caches.delete(name)))
  await self.clients.claim()
}

/** The server sends no more than a locked screen may show; the same news twice replaces itself. */
function tell({ title, body, tag, open }) {
  return self.registration.showNotification(title, { body, tag, data: { open }, lang: 'zh-CN' })
}

async function open(notification) {
  notification.close()
  await self.clients.openWindow(notification.data.open)
}
