"""Both phones without signal: the inspector shows a code, the manager's phone tells whether to believe it."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, Playwright, expect

from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.db import db
from server.registry.tables import EnterpriseRow, PremisesRow
from tests.browser import inspecting
from tests.browser.camera import SIZE, film
from tests.browser.running import Running, phone
from tests.browser.small_district import FREE_CODE, SmallDistrict
from tests.browser.test_accessibility import assert_open_to_all
from tests.browser.test_main_job import database

INSPECTOR = "王建国"
READ_OUT = """async () => {
  const name = (await indexedDB.databases()).map(each => each.name)
    .find(each => each.startsWith('mashang-') && each !== 'mashang-shell')
  const done = request => new Promise(good => { request.onsuccess = () => good(request.result) })
  const database = await done(indexedDB.open(name))
  const key = await done(database.transaction('keys').objectStore('keys').get('signing'))
  database.close()
  const read = await crypto.subtle.exportKey('pkcs8', key).then(() => 'read', problem => problem.name)
  return {type: key.type, extractable: key.extractable, read}
}"""


@pytest.fixture
def inspector(playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict) -> Iterator[Page]:
    with showing(playwright, tmp_path / "inspector", running, district) as page:
        yield page


@pytest.fixture(scope="module")
def on_show(
    playwright: Playwright, lasting: Running, lasting_district: SmallDistrict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """For tests that only look at it."""
    with showing(playwright, tmp_path_factory.mktemp("shown") / "inspector", lasting, lasting_district) as page:
        yield page


@contextmanager
def showing(playwright: Playwright, profile: Path, running: Running, district: SmallDistrict) -> Iterator[Page]:
    """A phone that shows the code of today's visit, without signal."""
    with phone(playwright, profile, device_scale_factor=2) as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        page.goto(f"{running.url}/app/#/present/{district.visit_id}")
        expect(page.locator(".square-code")).to_be_visible()
        expect(page.get_by_text("本机没有这次检查的凭据")).to_have_count(0)
        context.set_offline(True)
        page.reload()
        expect(page.locator(".square-code")).to_be_visible()
        yield page


@contextmanager
def manager(playwright: Playwright, profile: Path, shown: Image.Image | None = None) -> Iterator[Page]:
    """The manager's phone, its camera on this picture."""
    clip = film(on_the_other_phone(shown), profile.parent / "shown.y4m") if shown else None
    with phone(playwright, profile, film=clip) as context:
        yield context.pages[0]


def prepared(page: Page, running: Running, door: str) -> None:
    """Opened once with signal, from the door's page; from now on there is none."""
    page.goto(f"{running.url}/e/{door}")
    page.get_by_role("link", name="核验来人").click()
    expect(page.get_by_text("没有信号也能核验")).to_be_visible()
    without_signal(page, running)


def without_signal(page: Page, running: Running) -> None:
    page.context.set_offline(True)
    page.goto(f"{running.url}/verify/")
    expect(page.get_by_role("button", name="扫来人的亮码")).to_be_enabled()


def code_of(page: Page) -> Image.Image:
    """What one sees of the code on the inspector's screen."""
    return Image.open(io.BytesIO(page.locator(".square-code").screenshot())).convert("RGB")


def on_the_other_phone(code: Image.Image) -> Image.Image:
    """As the manager's camera sees it: a phone held before a dark room."""
    view = Image.new("RGB", SIZE, (52, 48, 46))
    seen = code.resize((560, 560), Image.Resampling.BILINEAR).rotate(3, expand=True, fillcolor=(52, 48, 46))
    view.paste(seen, ((SIZE[0] - seen.width) // 2, (SIZE[1] - seen.height) // 2))
    return view


def choose_photo(page: Page, code: Image.Image) -> None:
    kept = io.BytesIO()
    code.save(kept, "PNG")
    scan, camera = page.get_by_role("button", name="扫来人的亮码"), page.get_by_label("相机画面")
    expect(scan.or_(camera)).to_be_visible()
    if scan.is_visible():
        scan.click()
    page.locator("input[type=file]").set_input_files(
        files=[{"name": "code.png", "mimeType": "image/png", "buffer": kept.getvalue()}]
    )


def press(page: Page, name: str) -> None:
    page.get_by_role("heading", level=1).click()  # Two fast taps at one spot would count as one.
    page.get_by_role("button", name=name).click()


def seconds_of(page: Page) -> float:
    return float(page.evaluate("() => Date.now() / 1000"))


def answer(page: Page, sentence: str) -> Locator:
    heading = page.get_by_role("heading", name=sentence)
    expect(heading).to_be_visible()
    return heading


def test_a_code_shown_without_signal_is_green_once_and_a_photo_of_it_never(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict, inspector: Page
):
    profile = tmp_path / "manager"
    with manager(playwright, profile) as page:
        prepared(page, running, district.door_token)

    shown = code_of(inspector)
    with manager(playwright, profile, shown) as page:
        without_signal(page, running)
        page.get_by_role("button", name="扫来人的亮码").click()
        answer(page, "真实有效")
        expect(page.get_by_text(INSPECTOR)).to_be_visible()
        expect(page.get_by_text("消防救援大队")).to_be_visible()
        expect(page.get_by_text("日常计划 · 1 项，2 个单位联合检查")).to_be_visible()

        press(page, "核验下一人")
        answer(page, "这个码刚才已经用过")

        page.clock.set_system_time(seconds_of(inspector) + 240)
        page.reload()
        choose_photo(page, shown)
        answer(page, "码已过期")
        expect(page.get_by_text(re.compile("这是.*前的码"))).to_be_visible()


def test_a_number_asked_for_is_answered_whatever_the_clocks_say(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict, inspector: Page
):
    with manager(playwright, tmp_path / "manager") as page:
        prepared(page, running, district.door_token)
        inspector.clock.set_system_time(seconds_of(inspector) + 300)
        inspector.reload()
        expect(inspector.locator(".square-code")).to_be_visible()
        choose_photo(page, code_of(inspector))
        answer(page, "两部手机的时间对不上")

        press(page, "出一个数字让对方答")
        choose_photo(page, code_of(inspector))
        expect(page.get_by_text("这个码还没有回答您的数字")).to_be_visible()

        asked = page.locator(".verify-asked b").inner_text()
        inspector.get_by_label(re.compile("6位数字")).fill(asked)
        expect(inspector.get_by_text("码已换成回答这个数字的")).to_be_visible()
        inspector.get_by_text("显示数字").click()
        page.get_by_role("button", name="输入数字").click()
        page.get_by_label(re.compile("显示数字")).fill(inspector.locator(".digits").inner_text())
        page.get_by_role("button", name="核验", exact=True).click()
        answer(page, "真实有效")


def test_at_another_enterprise_the_code_is_red_and_a_licence_is_no_code(
    playwright: Playwright, tmp_path: Path, lasting: Running, lasting_district: SmallDistrict, on_show: Page
):
    with database(lasting_district):
        at_another = PremisesRow.enterprise.has(EnterpriseRow.credit_code == FREE_CODE)
        other = db.session.scalars(db.select(PremisesRow.door_token).where(at_another)).one()
    with manager(playwright, tmp_path / "manager") as page:
        prepared(page, lasting, other)

        choose_photo(page, code_of(on_show))
        answer(page, "这个码是给另一家企业的")
        expect(page.get_by_text(INSPECTOR)).to_have_count(0)

        press(page, "重新扫码")
        page.get_by_role("button", name="输入数字").click()
        page.get_by_label(re.compile("显示数字")).fill(lasting_district.licence)
        page.get_by_role("button", name="核验", exact=True).click()
        answer(page, "这不是亮码")


def test_a_revoked_phone_is_red_once_the_list_has_come(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict, inspector: Page
):
    with database(district):
        for device in db.session.scalars(db.select(DeviceRow)).all():
            devices.revoke(device.id)
    with manager(playwright, tmp_path / "manager") as page:
        prepared(page, running, district.door_token)

        choose_photo(page, code_of(inspector))

        answer(page, "这部手机已被停用")


def test_the_picture_is_a_small_code_that_any_reader_reads(on_show: Page, lasting: Running):
    [read] = zxingcpp.read_barcodes(code_of(on_show), formats=zxingcpp.BarcodeFormat.QRCode)

    assert read.text.startswith(f"{lasting.url.upper()}/B/")
    assert read.text.partition("/B/")[2].isdecimal()
    squares = on_show.locator(".square-code").get_attribute("viewBox") or ""
    assert int(squares.split()[2]) <= 65 + 8  # version 12 and its margin


def test_a_key_on_the_phone_cannot_be_read_out(on_show: Page):
    told = on_show.evaluate(READ_OUT)

    assert told == {"type": "private", "extractable": False, "read": "InvalidAccessError"}


def test_no_screen_of_either_phone_keeps_anybody_out(
    playwright: Playwright, tmp_path: Path, lasting: Running, lasting_district: SmallDistrict, on_show: Page
):
    on_show.get_by_text("显示数字").click()
    assert_open_to_all(on_show, "present")
    with manager(playwright, tmp_path / "manager") as page:
        prepared(page, lasting, lasting_district.door_token)
        assert_open_to_all(page, "ready")
        page.get_by_role("button", name="出一个数字让对方答").click()
        assert_open_to_all(page, "scanning")
        page.get_by_role("button", name="输入数字").click()
        page.get_by_label(re.compile("显示数字")).fill("370211")
        assert_open_to_all(page, "typed")
        page.get_by_role("button", name="核验", exact=True).click()
        answer(page, "码不完整或被改动")
        assert_open_to_all(page, "answer")
