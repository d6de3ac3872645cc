"""Sizes over the wire and loading times of the app and the public page, beside their budgets."""

import gzip
import json
import statistics
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench import phone_store
from server.assets import DIST
from tests.browser import inspecting
from tests.browser.running import phone, served
from tests.browser.small_district import SmallDistrict, build

KB = 1024
# Notes the moment at which the first heading stands in the page.
NOTE_FIRST_SCREEN = """
  new MutationObserver((_, watching) => {
    if (!document.querySelector('h1')) return
    window.firstScreen = performance.now()
    watching.disconnect()
  }).observe(document, {childList: true, subtree: true})
"""
RUNS = 5
# Round trip in ms, rate in bit/s, budget of the public page and of the app's first visit in ms.
LINKS = {"150 ms, 1.6 Mbit/s": (150, 1_600_000, 1000, 2000), "300 ms, 1.6 Mbit/s": (300, 1_600_000, 1500, 3000)}


def main() -> None:
    print(f"{'what':52} {'measured':>12} {'budget':>12}")
    sizes()
    with tempfile.TemporaryDirectory() as folder:
        district = build(Path(folder) / "data")
        with served(district.data) as running:
            public_page(f"{running.url}/e/{district.door_token}")
            times(running.url, district, Path(folder))


def sizes() -> None:
    """The built files as a browser gets them, compressed by brotli."""
    built = json.loads((DIST / "manifest-build.json").read_text())
    others = {built["files"][name] for name in ("verify.js", "accounts.js")}
    precached = [each for each in built["precache"] if each.endswith((".js", ".css")) and each not in others]
    row("app entry, brotli", brotli(built["files"]["app.js"]) / KB, 60, "kB")
    row("app, all JS and CSS, brotli", sum(map(brotli, precached)) / KB, 120, "kB")
    row("scanner wasm, brotli", brotli(built["files"]["zxing_reader.wasm"]) / KB, 350, "kB")
    row("desk JS, brotli", brotli(built["files"]["desk.js"]) / KB, 60, "kB")


def public_page(address: str) -> None:
    with urllib.request.urlopen(address) as answer:
        page = answer.read()
    row("enterprise page, as sent", len(page) / KB, 14, "kB")
    row("enterprise page, gzip", len(gzip.compress(page)) / KB, 14, "kB")


def times(url: str, district: SmallDistrict, folder: Path) -> None:
    """Medians in Chromium at phone size with the processor slowed four times; latency added by DevTools per request."""
    with sync_playwright() as playwright:
        for link, (latency, rate, page_budget, app_budget) in LINKS.items():
            with phone(playwright, folder / f"cold-{latency}") as context:
                page = slowed(context, latency, rate)
                painted = [first_paint(page, f"{url}/e/{district.door_token}") for _ in range(RUNS)]
                row(f"enterprise page, first paint, {link}", statistics.median(painted), page_budget, "ms")
            ready = list(first_visits(lambda p: phone(playwright, p), folder, url, latency, rate))
            row(f"app, first visit ready, {link}", statistics.median(ready), app_budget, "ms")
        for what, measured, budget in phone_store.rows(playwright, folder, url, district):
            row(what, measured, budget, "ms")
        with phone(playwright, folder / "warm") as context:
            row("app, warm and offline", statistics.median(warm_starts(context, url, district)), 500, "ms")


def first_visits(open_phone: Callable, folder: Path, url: str, latency: int, rate: int) -> Iterator[float]:
    for run in range(3):
        with open_phone(folder / f"first-{latency}-{run}") as context:
            page = slowed(context, latency, rate)
            yield ready_after(page, lambda page=page: page.goto(f"{url}/app/"))


def warm_starts(context: BrowserContext, url: str, district: SmallDistrict) -> Iterator[float]:
    page = context.pages[0]
    inspecting.sign_in(page, url, district.inspector)
    page.wait_for_timeout(1500)
    context.set_offline(True)
    slow_processor(page)
    for _ in range(RUNS):
        yield ready_after(page, page.reload)


def ready_after(page: Page, go: Callable) -> float:
    page.add_init_script(NOTE_FIRST_SCREEN)
    go()
    page.locator("h1").first.wait_for()
    return float(page.evaluate("() => firstScreen"))


def first_paint(page: Page, address: str) -> float:
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
    return float(page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def slowed(context: BrowserContext, latency: int, rate: int) -> Page:
    page = context.pages[0]
    session = slow_processor(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": latency, "downloadThroughput": rate / 8, "uploadThroughput": rate / 8}
    session.send("Network.emulateNetworkConditions", conditions)
    return page


def slow_processor(page: Page):
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return session


def brotli(address: str) -> int:
    return (DIST / f"{address.lstrip('/')}.br").stat().st_size


def row(what: str, measured: float, budget: float, unit: str) -> None:
    mark = "" if measured <= budget else "  OVER"
    print(f"{what:52} {measured:9.1f} {unit:2} {budget:9.0f} {unit:2}{mark}")


if __name__ == "__main__":
    main()
