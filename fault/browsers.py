"""F2, F9, F17, F18: what happens to the app in Chromium: killed, out of room, updated, its database closed under it."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from fault import browser_kill
from fault.accounts import Account
from fault.databases import Place
from fault.run import NotPossible, Run, fault
from fault.serving import Server
from fault.stored import Stored
from tests.browser import inspecting
from tests.browser.running import chromium, phone
from tests.browser.small_district import SmallDistrict, build
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


@dataclass
class Scene:
    """One phone that is signed in, the server it belongs to, and how often its pages were loaded."""

    district: SmallDistrict
    server: Server
    context: BrowserContext
    page: Page
    loads: int = 0

    def kept(self) -> dict[str, Any]:
        """The operations' texts and the photos' digests, as they lie on the phone."""
        found: dict[str, Any] = self.page.evaluate(inspecting.KEPT)
        return found


@fault("F2", "Chromium killed in mid-capture", broken=("phone_without_journal",), short=False, databases=("sqlite",))
def killed(run: Run) -> Account:
    _require_chromium()
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
    with _scene(run) as scene:
        told = {"origin": scene.server.url, "quotaSize": QUOTA}
        scene.context.new_cdp_session(scene.page).send("Storage.overrideQuotaForOrigin", told)
        scene.context.set_offline(True)
        check_in_without_a_code(scene.page, scene.district)
        inspecting.answer(scene.page, "fire-exit", 1, "不合格")
        shown, refused = _photos_until_refused(scene.page)
        _record_text(scene.page)
        kept = scene.kept()
        upload(scene.page, scene.context)
        account = _account(scene, kept)
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


@fault("F17", "a new version with items waiting", broken=("loses_the_last",), short=False, databases=("sqlite",))
def updated(run: Run) -> Account:
    with _scene(run) as scene:
        scene.context.set_offline(True)
        check_in_without_a_code(scene.page, scene.district)
        for number in (1, 2, 3):
            inspecting.answer(scene.page, "fire-exit", number, "合格")
        other = scene.context.new_page()
        other.goto(scene.page.url)
        scene.page.goto(f"{scene.server.url}/app/#/me")
        _serve_a_newer_build(scene.server)
        scene.context.set_offline(False)
        scene.page.evaluate("() => navigator.serviceWorker.ready.then(registration => registration.update())")
        loads = scene.loads
        scene.page.get_by_role("button", name="更新").click()
        scene.page.wait_for_timeout(5_000)
        loads = scene.loads - loads
        kept = scene.kept()
        upload(scene.page, scene.context)
        account = _account(scene, kept)
    account.must_be_none["loaded again and again"] = int(loads > 2)
    account.notes["loads"] = loads
    return account


def _serve_a_newer_build(server: Server) -> None:
    server.kill()
    server.broken = server.broken or "serves_a_newer_build"
    server.start()


@fault("F18", "the phone's database closed under it", broken=("loses_the_last",), short=False, databases=("sqlite",))
def closed_under_it(run: Run) -> Account:
    with _scene(run, CLOSES) as scene:
        scene.context.set_offline(True)
        check_in_without_a_code(scene.page, scene.district)
        for number in range(run.of(3, 8, 30)):
            inspecting.answer(scene.page, "fire-exit", 2, "合格" if number % 2 else "合理缺项")
        inspecting.record_finding(scene.page, "fire-exit", 1, "安全出口上锁", inspecting.a_photo((9, 9, 200)))
        closed, kept = scene.page.evaluate("() => window.closedUnderIt"), scene.kept()
        upload(scene.page, scene.context)
        account = _account(scene, kept)
    made = [json.loads(text)["kind"] for text in kept["texts"]]
    account.must_be_none["acts lost"] = abs(made.count("line.answered") - run.of(3, 8, 30) - 1)
    account.must_be_none["never closed"] = int(closed == 0)
    account.notes["closed"] = closed
    return account


@contextmanager
def _scene(run: Run, script: str = "") -> Iterator[Scene]:
    _require_chromium()
    district = build(run.folder / "data")
    run.use(Place(district.data))
    with (
        run.server(own=True) as server,
        sync_playwright() as playwright,
        phone(playwright, run.folder / "p") as context,
    ):
        if script:
            context.add_init_script(script)
        scene = Scene(district, server, context, context.pages[0])
        scene.page.on("load", lambda _: setattr(scene, "loads", scene.loads + 1))
        inspecting.sign_in(scene.page, server.url, district.inspector)
        yield scene


def _account(scene: Scene, kept: dict[str, Any]) -> Account:
    """What the phone held before it sent, against what the server has."""
    stored = Stored(scene.server.place)
    here = [entry.digest for entry in stored.entries if entry.device and entry.dseq]
    wanted = [hashlib.sha256(text.encode()).hexdigest() for text in kept["texts"]]
    photos = {sha256: stored.photo(sha256) for sha256 in kept["photos"]}
    account = Account(made=len(wanted), acknowledged=len(wanted), holes=stored.holes())
    account.stored = sum(digest in here for digest in wanted)
    account.missing = len(wanted) - account.stored
    account.duplicate = len(here) - len(set(here))
    account.different = int(account.missing == 0 and here != wanted)
    account.photos_acknowledged, account.photos_stored = len(photos), sum(each is not None for each in photos.values())
    account.photos_different = sum(found not in (None, sha256) for sha256, found in photos.items())
    return account


def _require_chromium() -> None:
    try:
        chromium()
    except AssertionError as missing:
        raise NotPossible(str(missing)) from missing
