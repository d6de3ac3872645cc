"""How fast the phone says "saved", and how fast it opens with a season's work in store."""

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import inspecting
from tests.browser.running import phone
from tests.browser.small_district import SmallDistrict
from tests.browser.test_nothing_is_lost import check_in_without_a_code

PHOTO = 300 * 1024
RUNS = 7
VISITS = 500
PHOTOS = 1000
INPUT = "#line-fire-exit-1 input[type=file][multiple]"
# From the moment the file is handed to the app to the moment the screen shows it as kept.
STOPWATCH = f"""() => {{
  const input = document.querySelector('{INPUT}')
  const shown = () => document.querySelectorAll('#line-fire-exit-1 .thumbnail').length
  const before = shown()
  input.addEventListener('change', () => (window.begun = performance.now()), {{capture: true, once: true}})
  window.saved = new Promise(done => {{
    new MutationObserver((_, watching) => {{
      if (shown() === before) return
      watching.disconnect()
      done(performance.now() - window.begun)
    }}).observe(document, {{childList: true, subtree: true}})
  }})
}}"""
# Copies the one visit and one made-up photo as often as asked, sealed as the app seals them.
FILL = """async ([visits, photos, size]) => {
  const names = (await indexedDB.databases()).map(each => each.name)
  const name = names.find(each => each.startsWith('mashang-') && each !== 'mashang-shell')
  const db = await new Promise(done => { indexedDB.open(name).onsuccess = event => done(event.target.result) })
  const asked = request => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
  const store = (which, mode) => db.transaction(which, mode).objectStore(which)
  const key = await asked(store('keys').get('box'))
  const way = (iv, about) => ({name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(about)})
  const seal = async (bytes, about) => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const sealed = new Uint8Array(await crypto.subtle.encrypt(way(iv, about), key, bytes))
    const whole = new Uint8Array(12 + sealed.length)
    whole.set(iv)
    whole.set(sealed, 12)
    return whole
  }
  const row = (await asked(store('records').index('entity').getAll('visit')))[0]
  const about = id => `record/visit/${id}`
  const opened = await crypto.subtle.decrypt(way(row.sealed.slice(0, 12), about(row.id)), key, row.sealed.slice(12))
  const data = JSON.parse(new TextDecoder().decode(opened))
  for (let n = 0; n < visits; n++) {
    const id = crypto.randomUUID()
    const day = new Date(Date.parse(data.visit_on) + ((n % 60) + 1) * 86400000).toISOString().slice(0, 10)
    const text = JSON.stringify({...data, id, visit_on: day})
    const sealed = await seal(new TextEncoder().encode(text), about(id))
    await asked(store('records', 'readwrite').put({...row, id, sealed}))
  }
  const bytes = crypto.getRandomValues(new Uint8Array(65536))
  for (let n = 0; n < photos; n++) {
    const sha256 = [...crypto.getRandomValues(new Uint8Array(32))].map(b => b.toString(16).padStart(2, '0')).join('')
    const sealed = new Uint8Array(size)
    sealed.set(bytes)
    await asked(store('blobs', 'readwrite').put({sealed}, sha256))
    await asked(store('photos', 'readwrite').put({
      sha256, size, mime: 'image/jpeg', role: 'evidence', visit: row.id, dseq: 0, state: 'stored', sent: size,
      taken_at: new Date().toISOString(),
    }))
  }
  db.close()
}"""


def rows(playwright: Playwright, folder: Path, url: str, district: SmallDistrict) -> Iterator[tuple[str, float, float]]:
    """(what, measured ms, budget ms), the processor slowed four times."""
    with phone(playwright, folder / "captures") as context:
        page = prepared(context, url, district)
        yield "photo of 300 kB, taken to saved", statistics.median(captures(page, context, district)), 100
    with phone(playwright, folder / "season") as context:
        page = prepared(context, url, district)
        page.evaluate(FILL, [VISITS, PHOTOS, PHOTO])
        what = f"first screen with {VISITS} visits and {PHOTOS} photos"
        yield what, statistics.median(starts(page, context)), 1000


def prepared(context: BrowserContext, url: str, district: SmallDistrict) -> Page:
    page = context.pages[0]
    inspecting.sign_in(page, url, district.inspector)
    page.wait_for_timeout(1500)
    context.set_offline(True)
    return page


def slowed(page: Page, context: BrowserContext) -> None:
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})


def captures(page: Page, context: BrowserContext, district: SmallDistrict) -> Iterator[float]:
    check_in_without_a_code(page, district)
    inspecting.answer(page, "fire-exit", 1, "不合格")
    page.locator(INPUT).wait_for(state="attached")
    slowed(page, context)
    for _ in range(RUNS):
        page.evaluate(STOPWATCH)
        photo = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": os.urandom(PHOTO)}
        page.locator(INPUT).set_input_files(files=[photo])  # type: ignore[list-item]
        yield float(page.evaluate("() => saved"))
        page.wait_for_timeout(500)


def starts(page: Page, context: BrowserContext) -> Iterator[float]:
    slowed(page, context)
    page.add_init_script("""
      new MutationObserver((_, watching) => {
        if (!document.querySelector('.cards')) return
        window.firstCards = performance.now()
        watching.disconnect()
      }).observe(document, {childList: true, subtree: true})
    """)
    for _ in range(5):
        page.reload()
        page.locator(".cards li").first.wait_for()
        yield float(page.evaluate("() => firstCards"))
