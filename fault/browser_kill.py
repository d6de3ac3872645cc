"""F2: a browser killed in mid-capture, again and again on one profile, its database damaged in between.

Each round opens the app offline, takes photos of 300 KiB as fast as the screen accepts them, and kills Chromium with
SIGKILL. What the screen showed as kept must be on the phone after the next start, and in the end on the server.
"""

import argparse
import hashlib
import json
import os
import random
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Error, Page, Playwright, expect, sync_playwright

from server.db import db
from server.evidence.tables import BlobRow
from server.trail.tables import TrailEntryRow
from tests.browser import inspecting
from tests.browser.running import Running, served
from tests.browser.small_district import SmallDistrict, build
from tests.browser.test_main_job import database
from tests.browser.test_nothing_is_lost import a_phone_to_be_killed, check_in_without_a_code, kill

PHOTO = 300 * 1024
A_ROUND = 14
EVERY = 3
AT_REST = 15
PATIENCE = 60_000
SENDING = 900_000
# Tells of each photo that the screen shows as kept, before anything else can happen.
TELL = """
  new MutationObserver(() => {
    const shown = document.querySelectorAll('#line-fire-exit-1 .thumbnail').length
    if (shown !== window.shownBefore) window.kept(window.shownBefore = shown)
  }).observe(document, {childList: true, subtree: true})
"""
WITHOUT_JOURNAL = "delete StorageManager.prototype.getDirectory"


class Gone(Exception):
    """The app opens without the visit it was recording."""


@dataclass
class Report:
    """What was acknowledged on the screen, and what became of it."""

    kills: int = 0
    damaged: int = 0
    acknowledged: list[str] = field(default_factory=list)
    missing: int = 0
    duplicate: int = 0
    bytes_differ: int = 0
    stored: int = 0

    @property
    def passed(self) -> bool:
        return self.missing + self.duplicate + self.bytes_differ == 0 and self.kills > 0 and len(self.acknowledged) > 0

    def __str__(self) -> str:
        return (
            f"kills {self.kills}, databases damaged {self.damaged}, "
            f"acknowledged {len(self.acknowledged)}, stored {self.stored}, "
            f"missing {self.missing}, duplicate {self.duplicate}, bytes differ {self.bytes_differ}"
        )


@dataclass
class Series:
    """One phone through all its deaths."""

    playwright: Playwright
    district: SmallDistrict
    running: Running
    profile: Path
    chance: random.Random
    journal: bool = True
    report: Report = field(default_factory=Report)

    def run(self, kills: int, damage: bool, every: int = EVERY) -> Report:
        """Signs in once, dies this many times, its database damaged after every so many, then sends what is there."""
        self._begin()
        try:
            for number in range(1, kills + 1):
                self._live_and_die()
                if damage and number % every == 0:
                    self._damage()
        except Gone as gone:
            print(gone)
            self.report.missing = len(self.report.acknowledged)
            return self.report
        self._send()
        return self.report

    def _begin(self) -> None:
        context = self._phone()
        page = context.pages[0]
        inspecting.sign_in(page, self.running.url, self.district.inspector)
        page.wait_for_timeout(6_000)  # Chromium writes down what a new cache holds after five seconds.
        check_in_without_a_code(page, self.district)
        inspecting.answer(page, "fire-exit", 1, "不合格")
        page.wait_for_timeout(500)
        context.close()

    def _phone(self):  # type: ignore[no-untyped-def]
        context = a_phone_to_be_killed(self.playwright, self.profile)
        if not self.journal:
            context.add_init_script(WITHOUT_JOURNAL)
        return context

    def _live_and_die(self) -> None:
        context = self._phone()
        context.set_offline(True)
        page = context.pages[0]
        photos = [os.urandom(PHOTO) for _ in range(A_ROUND)]
        shown: list[int] = []
        page.expose_function("kept", lambda count: shown.append(count))
        page.add_init_script(TELL)
        self._open(page)
        before = self._at_rest(page)
        files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": each} for n, each in enumerate(photos)]
        chosen = page.locator("#line-fire-exit-1 input[type=file][multiple]")
        chosen.set_input_files(files=files)  # type: ignore[arg-type]
        self._wait(page, shown, before)
        kill(self.profile)
        self.report.kills += 1
        taken = max([before, *shown]) - before
        self.report.acknowledged += [hashlib.sha256(each).hexdigest() for each in photos[:taken]]

    def _open(self, page: Page) -> None:
        page.goto(f"{self.running.url}/app/#/visit/{self.district.visit_id}/checklist")
        try:
            page.locator("#line-fire-exit-1 input[type=file][multiple]").wait_for(state="attached", timeout=PATIENCE)
        except Error as problem:
            seen = page.locator("body").inner_text()
            raise Gone(f"after {self.report} the screen shows: {seen}") from problem

    def _at_rest(self, page: Page) -> int:
        """How many photos it shows; one that only the journal had may come a moment after the rest, and is not new."""
        counts: list[int] = []
        while len(counts) < AT_REST or len(set(counts[-AT_REST:])) > 1:
            page.wait_for_timeout(100)
            counts.append(page.locator("#line-fire-exit-1 .thumbnail").count())
        return counts[-1]

    def _wait(self, page: Page, shown: list[int], before: int) -> None:
        """Until a few are kept, and then a moment that falls anywhere between two writes."""
        enough = before + self.chance.randrange(2, A_ROUND - 2)
        ends = time.monotonic() + 20
        while max([before, *shown]) < enough and time.monotonic() < ends:
            page.wait_for_timeout(5)
        page.wait_for_timeout(self.chance.uniform(0, 60))

    def _damage(self) -> None:
        """Bytes in the middle of the database's newest files are no longer what they were, as after a bad write."""
        folders = (self.profile / "Default" / "IndexedDB").glob("*.leveldb")
        for path in (file for folder in folders for file in folder.iterdir()):
            if path.suffix in (".log", ".ldb") or path.name.startswith("MANIFEST"):
                with path.open("r+b") as file:
                    size = path.stat().st_size
                    file.seek(size // 3)
                    file.write(b"\xa5" * min(4096, size // 3))
        self.report.damaged += 1

    def _send(self) -> None:
        context = self._phone()
        page = context.pages[0]
        page.goto(f"{self.running.url}/app/#/waiting")
        try:
            page.evaluate("() => dispatchEvent(new Event('online'))")
            expect(page.get_by_role("heading", name="全部已上传")).to_be_visible(timeout=SENDING)
            kept = page.evaluate(inspecting.KEPT)["texts"]
        except (AssertionError, Error) as problem:
            page.screenshot(path=str(self.profile.parent / "not-sent.png"))
            print(f"the phone did not send everything: {str(problem).splitlines()[0]}")
            kept = []
        context.close()
        self._compare(kept)

    def _compare(self, kept: list[str]) -> None:
        with database(self.district):
            sent = db.select(TrailEntryRow).where(TrailEntryRow.device_id.is_not(None)).order_by(TrailEntryRow.dseq)
            rows = [(each.body.decode(), each.sha256) for each in db.session.scalars(sent)]
            stored = set(db.session.scalars(db.select(BlobRow.sha256).where(BlobRow.stored_at.is_not(None))))
        named = [claim["sha256"] for body, _ in rows for claim in json.loads(body)["blobs"]]
        folder = self.district.settings.photos
        self.report.stored = len(rows)
        for sha256 in self.report.acknowledged:
            self.report.missing += sha256 not in stored or sha256 not in named
            self.report.duplicate += named.count(sha256) > 1
            path = folder / sha256[:2] / sha256
            self.report.bytes_differ += path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256
        self.report.bytes_differ += sum(hashlib.sha256(body.encode()).hexdigest() != digest for body, digest in rows)
        self.report.bytes_differ += [body for body, _ in rows] != kept


def run(folder: Path, kills: int, *, damage: bool = True, journal: bool = True, seed: int = 7) -> Report:
    """A series of kills in this folder; without the journal it is expected to fail."""
    district = build(folder / "data")
    with served(district.data) as running, sync_playwright() as playwright:
        series = Series(playwright, district, running, folder / "phone", random.Random(seed), journal)
        return series.run(kills, damage)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--no-damage", action="store_true", help="leave the browser's database alone")
    parser.add_argument("--no-journal", action="store_true", help="prove that the test can fail")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(
            Path(folder), asked.kills, damage=not asked.no_damage, journal=not asked.no_journal, seed=asked.seed
        )
    print(report)
    raise SystemExit(0 if report.passed else 1)


if __name__ == "__main__":
    main()
