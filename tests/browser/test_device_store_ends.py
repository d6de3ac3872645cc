"""How a phone's store ends, in a real Chromium: disabled, left in mid-upload, overtaken by a newer page, forgotten."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from server import clock
from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.app import create_app
from server.db import db
from server.sync.tables import QuarantineRow
from tests.browser import axe, inspecting
from tests.browser.running import Running, phone
from tests.browser.small_district import ENTERPRISE, SmallDistrict
from tests.browser.test_device_store import FILES, TEXT, record_offline, sent, wait_until
from tests.browser.test_main_job import database
from tests.browser.test_nothing_is_lost import check_in_without_a_code, enter, show, upload

OWN_DATABASE = """(async () => (await indexedDB.databases()).map(each => each.name)
  .find(each => each.startsWith('mashang-') && each !== 'mashang-shell'))()"""
# Sets one value beside the app's own, as if it had been written long ago.
LAST_PULL = """async at => {
  const name = await OWN
  const database = await new Promise(done => { indexedDB.open(name).onsuccess = event => done(event.target.result) })
  const meta = database.transaction('meta', 'readwrite').objectStore('meta')
  const pulled = await new Promise(done => { meta.get('pulled').onsuccess = event => done(event.target.result) })
  await new Promise(done => { meta.put({...pulled, at}, 'pulled').onsuccess = done })
  database.close()
}""".replace("OWN", OWN_DATABASE)
NEWER_PAGE = """async () => {
  const name = await OWN
  await new Promise(done => { indexedDB.open(name, 99).onsuccess = event => done(event.target.result.close()) })
}""".replace("OWN", OWN_DATABASE)


def revoke_all(district: SmallDistrict) -> None:
    with create_app(district.settings).app_context():
        for device_id in db.session.scalars(db.select(DeviceRow.id)).all():
            devices.revoke(device_id)
        db.session.remove()
        db.engine.dispose()


def with_signal(page: Page, context: BrowserContext) -> None:
    context.set_offline(False)
    page.evaluate("() => dispatchEvent(new Event('online'))")


def photo_is_whole(district: SmallDistrict, kept: dict) -> bool:
    [sha256] = kept["photos"]
    return kept["photos"][sha256] == sha256 and (district.settings.photos / sha256[:2] / sha256).exists()


def test_a_disabled_phone_hands_everything_over_is_emptied_and_says_so(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        texts = record_offline(page, context, running, district)
        kept = page.evaluate(inspecting.KEPT)
        revoke_all(district)
        with_signal(page, context)

        expect(page.get_by_text("此设备已被停用，本机数据已清除")).to_be_visible(timeout=60_000)
        assert sent(district) == texts
        assert photo_is_whole(district, kept)
        with database(district):
            assert set(db.session.scalars(db.select(QuarantineRow.code))) == {"revoked"}
        assert page.evaluate(f"() => {OWN_DATABASE}") is None
        assert page.evaluate(FILES) == ["last"]
        assert axe.violations(page) == []

        with page.expect_response("**/api/sign-in/options"):
            page.reload()
        expect(page.get_by_text("此设备已被停用，本机数据已清除")).to_be_visible()
        enter(page, district.inspector)
        check_in_without_a_code(page, district)
        upload(page, context)
    after = [json.loads(text) for text in sent(district) if text not in texts]
    assert [(each["dseq"], each["kind"]) for each in after] == [(1, "visit.opened")]
    assert after[0]["device"] != json.loads(texts[0])["device"]


def test_a_phone_put_back_to_an_older_state_loses_nothing_and_needs_no_administrator(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    profile, backup = tmp_path / "phone", tmp_path / "backup"
    with phone(playwright, profile) as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        check_in_without_a_code(page, district)
        upload(page, context)
    shutil.copytree(profile, backup)
    with phone(playwright, profile) as context:
        page = context.pages[0]
        page.goto(f"{running.url}/app/#/visit/{district.visit_id}/checklist")
        inspecting.answer(page, "fire-exit", 1, "合格")
        wait_until(page, lambda: len(sent(district)) == 2)
    shutil.rmtree(profile)
    shutil.copytree(backup, profile)

    with phone(playwright, profile) as context:
        page = context.pages[0]
        page.goto(f"{running.url}/app/")
        context.set_offline(True)
        page.goto(f"{running.url}/app/#/visit/{district.visit_id}/checklist")
        inspecting.record_finding(page, "fire-exit", 2, TEXT, inspecting.a_photo((9, 9, 200)))
        texts = page.evaluate(inspecting.KEPT)["texts"]
        with_signal(page, context)
        show(page, "waiting")
        expect(page.get_by_text("服务器上的记录比这台手机新")).to_be_visible()
        assert axe.violations(page) == []
        page.get_by_role("link", name="重新登录").click()
        enter(page, district.inspector)
        upload(page, context)
        show(page, f"visit/{district.visit_id}/checklist")
        expect(inspecting.line(page, "fire-exit", 2).locator(".finding-text")).to_have_text(TEXT)

    before, after = chains(district)
    assert [each["kind"] for each in before] == ["visit.opened", "line.answered"]
    assert [each["dseq"] for each in after] == list(range(1, len(after) + 1))
    same = [(each["id"], each["made_at"], each["body"]) for each in after]
    recorded = [json.loads(text) for text in texts if json.loads(text)["id"] != before[0]["id"]]
    assert same == [(each["id"], each["made_at"], each["body"]) for each in recorded]


def chains(district: SmallDistrict) -> list[list[dict]]:
    """What each device has sent in its order, the first device first."""
    operations = sorted(map(json.loads, sent(district)), key=lambda each: each["made_at"])
    devices = list(dict.fromkeys(each["device"] for each in operations))
    return [[each for each in operations if each["device"] == device] for device in devices]


def test_a_page_left_in_mid_upload_sends_the_rest_when_it_is_back(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        texts = record_offline(page, context, running, district)
        kept = page.evaluate(inspecting.KEPT)
        held: list[Route] = []
        context.route("**/sync/v1/blob/*", lambda route: held.append(route))
        with page.expect_request(lambda request: request.method == "PATCH"):
            with_signal(page, context)
        with page.expect_event("requestfailed", lambda request: request.method == "PATCH"):
            page.goto("about:blank")
        context.unroute("**/sync/v1/blob/*")
        assert held and sent(district) == texts

        page.go_back()
        expect(page.get_by_role("heading", name="检查单")).to_be_visible()
        upload(page, context)
    assert sent(district) == texts
    assert photo_is_whole(district, kept)


def test_a_page_that_a_newer_one_has_overtaken_says_what_to_do(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        check_in_without_a_code(page, district)
        newer = context.new_page()
        newer.goto(f"{running.url}/healthz")
        newer.evaluate(NEWER_PAGE)

        page.evaluate("() => dispatchEvent(new Event('online'))")

        expect(page.get_by_role("heading", name="这个页面是旧版本")).to_be_visible()
        loaded: list[str] = []
        page.on("load", lambda _: loaded.append(page.url))
        page.get_by_role("button", name="换成新版本").click()
        page.wait_for_event("load")
        expect(page.get_by_role("heading", name="这个页面是旧版本")).to_be_visible()
        page.wait_for_timeout(1_500)
        assert len(loaded) == 1
        assert axe.violations(page) == []


def test_a_fortnight_without_word_from_the_server_hides_visits_and_stops_no_recording(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        context.set_offline(True)
        page.evaluate(LAST_PULL, (clock.now() - timedelta(days=15)).isoformat())
        page.reload()

        expect(page.get_by_text("已超过 14 天没有联网，任务暂不显示")).to_be_visible()
        assert axe.violations(page) == []
        expect(page.get_by_text(ENTERPRISE)).to_have_count(0)
        show(page, "scan/typed")
        page.get_by_role("textbox").fill("91370211MA3C0AAA10")
        page.keyboard.press("Enter")
        expect(page.get_by_text("还不能确定今天有没有您的检查")).to_be_visible()
        page.get_by_role("button", name="计划外入企登记").click()
        page.get_by_label("投诉举报").check()
        page.get_by_label("理由（谁部署、什么线索、文号等）").fill("群众来电")
        page.get_by_role("button", name="入企", exact=True).click()
        expect(page.get_by_role("heading", name="检查单")).to_be_visible()

        with_signal(page, context)
        show(page, "today")
        expect(page.get_by_text(ENTERPRISE).first).to_be_visible()
        expect(page.get_by_text("任务暂不显示")).to_have_count(0)
    [opened] = map(json.loads, sent(district))
    assert opened["body"]["cause"] == "tip_off"
