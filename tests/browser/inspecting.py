"""What an inspector does with his thumb, as a test says it."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.small_district import ENTERPRISE, PASSWORD

# Everything the phone keeps, byte for byte: the operations in their chain and the digests of its photos.
KEPT = """async () => {
  const digest = async bytes => [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map(byte => byte.toString(16).padStart(2, '0')).join('')
  const name = (await indexedDB.databases()).map(each => each.name)
    .find(each => each.startsWith('mashang-') && each !== 'mashang-shell')
  const database = await new Promise(done => { indexedDB.open(name).onsuccess = event => done(event.target.result) })
  const all = (store, what) => new Promise(done => {
    database.transaction(store).objectStore(store)[what]().onsuccess = event => done(event.target.result)
  })
  const key = (await all('keys', 'getAll')).find(each => each instanceof CryptoKey)
  const opened = (sealed, about) => crypto.subtle.decrypt(
    {name: 'AES-GCM', iv: sealed.slice(0, 12), additionalData: new TextEncoder().encode(about)}, key, sealed.slice(12))
  const text = async ({dseq, sealed}) => new TextDecoder().decode(await opened(sealed, `operation/${dseq}`))
  const texts = await Promise.all((await all('operations', 'getAll')).map(text))
  const names = await all('blobs', 'getAllKeys')
  const contents = await all('blobs', 'getAll')
  database.close()
  const photos = {}
  for (const [at, each] of names.entries()) {
    photos[each] = await digest(await opened(contents[at].sealed, `blob/${each}`))
  }
  return {texts, photos}
}"""


def sign_in(page: Page, url: str, name: str) -> None:
    """Signs an inspector in and waits until the app is whole on the phone."""
    page.goto(f"{url}/app/")
    page.get_by_label("姓名或账号").fill(name)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text(ENTERPRISE).first).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


def check_in_by_scanning(page: Page, colleague: str) -> None:
    page.get_by_role("link", name="扫码", exact=True).click()
    expect(page.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
    page.get_by_role("button", name="入企登记").click()
    page.get_by_role("switch", name=colleague).check()
    page.get_by_role("button", name="入企", exact=True).click()
    expect(page.get_by_role("heading", name="检查单")).to_be_visible()


def line(page: Page, item: str, number: int) -> Locator:
    return page.locator(f"#line-{item}-{number}")


def answer(page: Page, item: str, number: int, word: str) -> None:
    """Taps one of the four choices of a line."""
    line(page, item, number).get_by_text(word, exact=True).click()


def record_finding(page: Page, item: str, number: int, text: str, photo: bytes) -> None:
    row = line(page, item, number)
    answer(page, item, number, "不合格")
    row.get_by_label("发现什么问题").fill(text)
    file: Any = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo}
    row.locator("input[type=file][multiple]").set_input_files(files=[file])
    expect(row.get_by_text("1 张照片")).to_be_attached()
    row.get_by_role("button", name="记录问题").click()
    expect(row.get_by_role("textbox")).to_have_count(0)
    expect(row.get_by_text(text)).to_be_visible()


def sign_and_close(page: Page, representative: str) -> None:
    page.get_by_role("button", name="结束检查，去签字").click()
    page.get_by_label("企业的陈述、申辩（可不填）").fill("马上整改")
    page.get_by_label("企业在场负责人姓名").fill(representative)
    scribble(page, page.locator("canvas"))
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("检查小结").click()  # Two fast taps at one spot would count as one.
    page.get_by_role("button", name="完成检查").click()
    expect(page.get_by_role("heading", name="检查已完成")).to_be_visible()


def scribble(page: Page, pad: Locator) -> None:
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (step % 3) * 25)
    page.mouse.up()


def a_photo(colour: tuple[int, int, int]) -> bytes:
    """A JPEG of a few hundred kilobytes, different for each colour."""
    noise = Image.effect_noise((1600, 1200), 60).convert("RGB")
    kept = io.BytesIO()
    Image.blend(noise, Image.new("RGB", noise.size, colour), 0.5).save(kept, "JPEG", quality=85)
    return kept.getvalue()
