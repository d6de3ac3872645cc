"""F2, F9, F18: what happens to the app in Chromium: killed, out of room, its database closed under it."""

import hashlib
import json
import os
from typing import Any

from playwright.sync_api import Page, expect

from fault import browser_kill
from fault.accounts import Account
from fault.run import Run, fault
from fault.scene import held_against, require_chromium, signed_in
from tests.browser import inspecting
from tests.browser.test_nothing_is_lost import check_in_without_a_code, upload

QUOTA = 24 * 1024 * 1024
PHOTO = 300 * 1024
LINE = "#line-fire-exit-1"
# Every tenth transaction that writes finds the database closed, as WebKit and a full disk close it.
CLOSES = """
  window.closedUnderIt = 0
  let begun = 0
  const real = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (stores, mode, ...rest) {
    if (mode === 'readwrite' && ++begun % 10 === 0) { window.closedUnderIt++; this.close() }
    return real.call(this, stores, mode, ...rest)
  }
"""


@fault("F2", "Chromium killed in mid-capture", broken=("phone_without_journal",), short=False, databases=("sqlite",))
def killed(run: Run) -> Account:
    require_chromium()
    report = browser_kill.run(run.folder, run.of(6, 12, 50), journal=not run.broken)
    kept = len(report.acknowledged)
    account = Account(stored=report.stored, missing=report.missing, duplicate=report.duplicate)
    account.made = account.acknowledged = report.stored
    account.photos_acknowledged, account.photos_stored = kept, kept - report.missing
    account.photos_different = report.bytes_differ
    account.must_be_none = {"never killed": int(report.kills == 0), "nothing acknowledged": int(kept == 0)}
    account.notes |= {"kills": report.kills, "databases damaged": report.damaged}
    return account


@fault("F9", "no room left on the phone", broken=("loses_the_last",), short=False, databases=("sqlite",))
def out_of_room(run: Run) -> Account:
    with signed_in(run) as scene:
        told = {"origin": scene.server.url, "quotaSize": QUOTA}
        scene.context.new_cdp_session(scene.page).send("Storage.overrideQuotaForOrigin", told)
        scene.context.set_offline(True)
        check_in_without_a_code(scene.page, scene.district)
        inspecting.answer(scene.page, "fire-exit", 1, "不合格")
        shown, refused = _photos_until_refused(scene.page)
        _record_text(scene.page)
        kept = scene.kept()
        upload(scene.page, scene.context)
        account = held_against(scene, kept)
    account.must_be_none["never refused"] = int(not refused)
    account.must_be_none["shown and not kept"] = len(set(shown) - kept["photos"].keys())
    account.must_be_none["refused and half kept"] = sum(each in str(kept) for each in refused)
    return account


def _photos_until_refused(page: Page) -> tuple[list[str], list[str]]:
    """Digests of the photos that the screen showed as kept, and of the one that it refused."""
    shown: list[str] = []
    for number in range(1, 100):
        photo = os.urandom(PHOTO)
        file: Any = {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        page.locator(f"{LINE} input[type=file][multiple]").set_input_files(files=[file])
        kept, said = page.locator(f"{LINE} .thumbnail").nth(number - 1), page.get_by_text("没有存入")
        kept.or_(said.first).first.wait_for()
        if said.count() and not kept.count():
            return shown, [hashlib.sha256(photo).hexdigest()]
        shown.append(hashlib.sha256(photo).hexdigest())
    return shown, []


def _record_text(page: Page) -> None:
    """Text is still possible where no photo is."""
    page.locator(LINE).get_by_label("发现什么问题").fill("安全出口上锁")
    page.locator(LINE).get_by_role("button", name="记录问题").click()
    expect(page.locator(LINE).get_by_text("安全出口上锁")).to_be_visible()


@fault("F18", "the phone's database closed under it", broken=("loses_the_last",), short=False, databases=("sqlite",))
def closed_under_it(run: Run) -> Account:
    with signed_in(run, CLOSES) as scene:
        scene.context.set_offline(True)
        check_in_without_a_code(scene.page, scene.district)
        for number in range(run.of(3, 8, 30)):
            inspecting.answer(scene.page, "fire-exit", 2, "合格" if number % 2 else "合理缺项")
        inspecting.record_finding(scene.page, "fire-exit", 1, "安全出口上锁", inspecting.a_photo((9, 9, 200)))
        closed, kept = scene.page.evaluate("() => window.closedUnderIt"), scene.kept()
        upload(scene.page, scene.context)
        account = held_against(scene, kept)
    made = [json.loads(text)["kind"] for text in kept["texts"]]
    account.must_be_none["acts lost"] = abs(made.count("line.answered") - run.of(3, 8, 30) - 1)
    account.must_be_none["never closed"] = int(closed == 0)
    account.notes["closed"] = closed
    return account
