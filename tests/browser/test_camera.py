"""The camera itself: asked for sharply, let go when nobody looks, begun again, with the lamp and the lens it has."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.browser import inspecting
from tests.browser.camera import SIZE, film, licence_photo
from tests.browser.running import Running, phone
from tests.browser.small_district import CREDIT_CODE, ENTERPRISE, SmallDistrict

# Chromium's made-up camera has neither lamp nor lens; what it is asked for is written down.
WATCHED = """() => {
  window.asked = []
  window.applied = []
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = wanted => { window.asked.push(wanted); return open(wanted) }
  MediaStreamTrack.prototype.getCapabilities = () =>
    ({torch: true, zoom: {min: 1, max: 5, step: 0.5}, focusMode: ['continuous']})
  MediaStreamTrack.prototype.applyConstraints = what => { window.applied.push(what); return Promise.resolve() }
}"""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden})
  document.dispatchEvent(new Event('visibilitychange'))
}"""
TRACKS = "() => (document.querySelector('video').srcObject?.getTracks() ?? []).map(each => each.readyState)"


@pytest.fixture(scope="module")
def signed_in(
    playwright: Playwright, lasting: Running, lasting_district: SmallDistrict, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("camera")
    wall = film(Image.new("RGB", SIZE, (200, 200, 190)), folder / "wall.y4m")
    with phone(playwright, folder / "phone", film=wall) as context:
        inspecting.sign_in(context.pages[0], lasting.url, lasting_district.inspector)
        yield context.pages[0]


@pytest.fixture
def page(signed_in: Page, lasting: Running) -> Page:
    """The app begun anew before the scanner, with no camera chosen."""
    page = signed_in
    page.evaluate("() => localStorage.removeItem('mashang.camera')")
    page.goto("about:blank")
    page.goto(f"{lasting.url}/app/")
    expect(page.get_by_text(ENTERPRISE).first).to_be_visible()
    page.evaluate(WATCHED)
    page.goto(f"{lasting.url}/app/#/scan")
    expect(page.get_by_text("照明")).to_be_visible()
    return page


def test_the_camera_at_the_back_is_asked_for_sharply_and_focuses_by_itself(page: Page):
    [asked] = page.evaluate("() => window.asked")

    assert asked["video"]["width"]["ideal"] >= 1920
    assert asked["video"]["height"]["ideal"] >= 1080
    assert asked["video"]["facingMode"] == {"ideal": "environment"}
    assert {"advanced": [{"focusMode": "continuous"}]} in page.evaluate("() => window.applied")


def test_the_lamp_and_the_zoom_are_offered_where_the_camera_has_them(page: Page):
    page.get_by_role("button", name="照明").click()
    expect(page.get_by_role("button", name="照明")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("放大").fill("3")

    applied = page.evaluate("() => window.applied")
    assert {"advanced": [{"torch": True}]} in applied
    assert {"advanced": [{"zoom": 3}]} in applied


def test_the_camera_is_let_go_while_the_app_is_hidden_and_begun_again_with_the_lamp_off(page: Page):
    assert page.evaluate(TRACKS) == ["live"]
    page.get_by_role("button", name="照明").click()
    page.evaluate("() => { window.before = document.querySelector('video').srcObject.getTracks()[0] }")

    page.evaluate(HIDE, True)
    assert page.evaluate(TRACKS) == []
    assert page.evaluate("() => window.before.readyState") == "ended"

    page.evaluate(HIDE, False)
    page.wait_for_function("() => document.querySelector('video').srcObject?.active")
    expect(page.get_by_role("button", name="照明")).to_have_attribute("aria-pressed", "false")


def test_who_allows_the_camera_after_a_no_goes_on_without_starting_anew(page: Page):
    page.evaluate(HIDE, True)
    page.evaluate("""() => {
      window.open = navigator.mediaDevices.getUserMedia
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))
    }""")
    page.evaluate(HIDE, False)
    expect(page.get_by_text("没有相机权限")).to_be_visible()
    expect(page.get_by_text("请点地址栏左侧的图标")).to_be_visible()

    page.evaluate("() => { navigator.mediaDevices.getUserMedia = window.open }")
    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)

    expect(page.get_by_text("没有相机权限")).to_be_hidden()
    assert page.evaluate(TRACKS) == ["live"]


def test_the_chosen_camera_is_remembered(page: Page):
    chosen = page.evaluate("""async () => {
      const device = (await navigator.mediaDevices.enumerateDevices()).find(each => each.kind === 'videoinput')
      localStorage.setItem('mashang.camera', device.deviceId)
      return device.deviceId
    }""")

    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)
    page.wait_for_function("() => document.querySelector('video').srcObject?.active")

    assert page.evaluate("() => window.asked.at(-1).video.deviceId") == {"exact": chosen}


def test_a_read_code_is_shown_large_and_felt(
    playwright: Playwright, tmp_path: Path, running: Running, district: SmallDistrict
):
    clip = film(licence_photo(ENTERPRISE, CREDIT_CODE, district.licence), tmp_path / "licence.y4m")
    with phone(playwright, tmp_path / "reader", film=clip) as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        page.evaluate("""() => {
          window.felt = 0
          navigator.vibrate = () => { window.felt += 1; return true }
          new MutationObserver(() => { window.shown ||= Boolean(document.querySelector('.scan-found')) })
            .observe(document.body, {childList: true, subtree: true, attributes: true})
        }""")
        page.get_by_role("link", name="扫码", exact=True).click()

        expect(page.get_by_text("可以检查：本次联合检查，2 个单位，2 项")).to_be_visible()
        assert page.evaluate("() => [window.felt, window.shown]") == [1, True]
