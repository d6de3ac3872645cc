"""The phone keeps two copies: whichever the browser throws away, the other gives everything back, without signal."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from fault import browser_kill
from server.db import db
from server.trail.tables import TrailEntryRow
from tests.browser import inspecting
from tests.browser.running import Running, phone
from tests.browser.small_district import SmallDistrict
from tests.browser.test_main_job import database
from tests.browser.test_nothing_is_lost import check_in_without_a_code, show, upload

TEXT = "二楼东侧安全出口上锁"
PHOTO = 300 * 1024
ALONE = "() => navigator.locks.request('mashang-store', () => undefined)"
FILES = """async () => {
  const root = await navigator.storage.getDirectory()
  const names = []
  const walk = async folder => {
    for await (const [name, each] of folder.entries()) each.kind === 'file' ? names.push(name) : await walk(each)
  }
  await walk(root)
  return names.sort()
}"""


def record_offline(page: Page, context: BrowserContext, running: Running, district: SmallDistrict) -> list[str]:
    """A check-in and a finding with its photo, none of it sent; their exact texts."""
    inspecting.sign_in(page, running.url, district.inspector)
    context.set_offline(True)
    check_in_without_a_code(page, district)
    inspecting.record_finding(page, "fire-exit", 1, TEXT, inspecting.a_photo((9, 9, 200)))
    return list(page.evaluate(inspecting.KEPT)["texts"])


def throw_away(page: Page, context: BrowserContext, url: str, what: str) -> None:
    """As a browser does after a crash or when the disk is full."""
    page.goto("about:blank")
    told = {"origin": url, "storageTypes": what}
    context.new_cdp_session(page).send("Storage.clearDataForOrigin", told)


def open_waiting(page: Page, url: str, waiting: int) -> None:
    page.goto(f"{url}/app/#/waiting")
    expect(page.get_by_role("heading", name=f"{waiting} 条待上传")).to_be_visible()
    page.evaluate(ALONE)


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Photos follow one by one after the first screen."""
    for _ in range(50):
        if is_so():
            return
        page.wait_for_timeout(200)
    raise AssertionError(page.evaluate(FILES))


def sent(district: SmallDistrict) -> list[str]:
    with database(district):
        rows = db.select(TrailEntryRow).where(TrailEntryRow.device_id.is_not(None)).order_by(TrailEntryRow.dseq)
        return [each.body.decode() for each in db.session.scalars(rows)]


def test_whichever_copy_the_browser_throws_away_the_other_gives_it_back(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        texts = record_offline(page, context, running, district)

        throw_away(page, context, running.url, "indexeddb")
        open_waiting(page, running.url, 5)
        expect(page.get_by_text("已找回 4 条记录")).to_be_visible()
        assert page.evaluate(inspecting.KEPT)["texts"] == texts
        wait_until(page, lambda: len(page.evaluate(inspecting.KEPT)["photos"]) == 1)

        throw_away(page, context, running.url, "file_systems")
        open_waiting(page, running.url, 5)
        wait_until(page, lambda: {"key", "last", "photos-00000001"} <= set(page.evaluate(FILES)))

        throw_away(page, context, running.url, "indexeddb")
        open_waiting(page, running.url, 5)
        show(page, f"visit/{district.visit_id}/checklist")
        inspecting.answer(page, "fire-exit", 2, "合格")
        page.get_by_text("已存在本机 · 6 条待上传").wait_for()
        upload(page, context)
    assert sent(district)[:4] == texts
    assert len(sent(district)) == 5


def test_where_both_are_thrown_away_the_person_is_told_and_a_new_chain_begins(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        [opened, *_] = record_offline(page, context, running, district)

        throw_away(page, context, running.url, "indexeddb,file_systems")
        page.goto(f"{running.url}/app/")
        expect(page.get_by_text("清除前至少还有 4 条没有上传")).to_be_visible()

        context.clear_cookies()
        context.set_offline(False)
        inspecting.sign_in(page, running.url, district.inspector)
        check_in_without_a_code(page, district)
        upload(page, context)
    begun = [json.loads(each) for each in sent(district)]
    assert [(each["dseq"], each["kind"]) for each in begun] == [(1, "visit.opened")]
    assert begun[0]["device"] != json.loads(opened)["device"]


def test_a_phone_that_cannot_send_hands_its_outbox_over_as_a_file(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone", accept_downloads=True) as context:
        page = context.pages[0]
        texts = record_offline(page, context, running, district)
        open_waiting(page, running.url, 5)
        page.get_by_text("本机保存与导出").click()
        page.evaluate("() => { navigator.canShare = undefined }")
        with page.expect_download() as download:
            page.get_by_role("button", name="导出文件").click()
        download.value.save_as(tmp_path / "outbox.zip")

        told = import_outbox(tmp_path / "outbox.zip", district)

        assert "operations: 1..4: 4 applied" in told and "photos: 1 stored" in told
        assert sent(district) == texts
        upload(page, context)
    assert sent(district) == texts


def import_outbox(file: Path, district: SmallDistrict) -> str:
    command = [sys.executable, "-m", "server.cli", "import", "outbox", str(file)]
    environ = {"MASHANG_DATA": str(district.data), "PASSWORD_SIGN_IN": "yes", "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def take_photo(page: Page) -> None:
    photo: Any = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": os.urandom(PHOTO)}
    page.locator("#line-fire-exit-1 input[type=file][multiple]").set_input_files(files=[photo])


def test_a_full_phone_refuses_the_photo_and_goes_on_with_text(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        context.set_offline(True)
        check_in_without_a_code(page, district)
        inspecting.answer(page, "fire-exit", 1, "不合格")
        take_photo(page)
        expect(page.get_by_text("1 张照片")).to_be_attached()
        browser = context.new_cdp_session(page)
        used = page.evaluate("async () => (await navigator.storage.estimate()).usage")
        browser.send("Storage.overrideQuotaForOrigin", {"origin": running.url, "quotaSize": used + PHOTO})

        take_photo(page)
        expect(page.get_by_text("没有存入本机：空间已满")).to_be_visible()
        expect(page.get_by_text("最近一次没有存入本机")).to_be_visible()
        inspecting.answer(page, "fire-exit", 2, "合格")
        expect(page.get_by_text("已存在本机 · 5 条待上传")).to_be_visible()
        kept = page.evaluate(inspecting.KEPT)
        assert (len(kept["texts"]), len(kept["photos"])) == (4, 1)

        browser.send("Storage.overrideQuotaForOrigin", {"origin": running.url})
        take_photo(page)
        expect(page.get_by_text("2 张照片")).to_be_attached()
        upload(page, context)
    assert len(sent(district)) == 5


def test_a_browser_killed_while_it_saves_and_robbed_of_its_database_loses_nothing(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    series = browser_kill.Series(playwright, district, running, tmp_path / "phone", random.Random(7))

    report = series.run(2, damage=True, every=1)

    assert report.passed, report


def test_a_second_page_records_beside_the_first_in_one_chain(
    playwright: Playwright, district: SmallDistrict, running: Running, tmp_path: Path
):
    with phone(playwright, tmp_path / "phone") as context:
        page = context.pages[0]
        inspecting.sign_in(page, running.url, district.inspector)
        check_in_without_a_code(page, district)
        other = context.new_page()
        other.goto(page.url)
        for number, each in enumerate((page, other, page), 1):
            inspecting.answer(each, "fire-exit", number, "合格")
        expect(other.locator("#line-fire-exit-3 [aria-checked=true], #line-fire-exit-3 :checked")).to_have_count(1)
        throw_away(page, context, running.url, "indexeddb")
        other.close()
        page.goto(f"{running.url}/app/#/waiting")
        page.evaluate(ALONE)
        upload(page, context)
    assert [json.loads(each)["dseq"] for each in sent(district)] == [1, 2, 3, 4]
