"""The installed app: opens without signal, changes its version only when asked, breaks no rule of its own page."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import render_template
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from werkzeug.serving import make_server

from server import assets, shell
from server.app import create_app
from tests.browser.running import Running, phone
from tests.browser.small_district import PASSWORD, SmallDistrict


@dataclass(frozen=True)
class Here:
    """Where the product in this process is reached."""

    url: str


@pytest.fixture(scope="module")
def context(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with phone(playwright, tmp_path_factory.mktemp("installed") / "profile") as context:
        yield context


@pytest.fixture
def own_context(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    with phone(playwright, tmp_path / "profile") as context:
        yield context


@pytest.fixture(scope="module")
def installed(context: BrowserContext, lasting: Running, lasting_district: SmallDistrict) -> tuple[Page, list[str]]:
    """The app on a phone that nobody changes, and what its browser complained of."""
    return signed_in_app(context, lasting, lasting_district)


def signed_in_app(context: BrowserContext, running: Running | Here, district: SmallDistrict) -> tuple[Page, list[str]]:
    answer = context.request.post(
        f"{running.url}/api/sign-in",
        data={"name": district.inspector, "password": PASSWORD},
        headers={"Origin": running.url},
    )
    assert answer.ok, answer.text()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{running.url}/app/")
    expect(page.locator("#app main")).to_be_visible()
    page.evaluate("() => navigator.serviceWorker.ready")
    return page, complaints


def test_the_app_opens_without_signal_and_asks_nothing_of_other_sites(context, lasting, installed):
    page, complaints = installed
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    context.set_offline(True)
    page.goto(f"{lasting.url}/app/")

    expect(page.locator("#app main")).to_be_visible()
    context.set_offline(False)
    assert page.evaluate("() => performance.getEntriesByType('navigation')[0].workerStart") > 0
    assert [url for url in asked if not url.startswith(lasting.url)] == []
    assert [each for each in complaints if "Content Security Policy" in each] == []


def test_everything_the_scanner_needs_is_on_the_phone(installed):
    page, _ = installed

    kept = page.evaluate(
        """async () => {
          const names = await caches.keys()
          const cache = await caches.open(names.find(name => name.startsWith('mashang-')))
          return (await cache.keys()).map(request => new URL(request.url).pathname)
        }"""
    )

    build = json.loads((assets.DIST / "manifest-build.json").read_text())
    assert sorted(kept) == sorted(["/app/", "/verify/", *build["precache"]])


def test_a_browser_would_install_it(context, installed):
    page, _ = installed
    page.reload()
    devtools = context.new_cdp_session(page)

    assert devtools.send("Page.getAppManifest")["errors"] == []
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_a_new_version_waits_for_the_persons_yes(own_context, here, district, monkeypatch):
    page, _ = signed_in_app(own_context, here, district)
    page.goto(f"{here.url}/app/#/me")
    page.reload()
    [before] = versions(page)
    monkeypatch.setattr(shell, "render_template", lambda name: render_template(name) + "<!-- newer -->")

    page.evaluate("() => navigator.serviceWorker.ready.then(registration => registration.update())")

    take_over = page.get_by_role("button", name="更新")
    expect(take_over).to_be_visible()
    assert len(versions(page)) == 2
    take_over.click()
    expect(take_over).to_be_hidden()
    page.wait_for_function("() => caches.keys().then(names => names.length === 1)")
    assert versions(page) != [before]


@pytest.fixture
def here(district: SmallDistrict) -> Iterator[Here]:
    """The product in this process, so that a test may edit what it serves."""
    app = create_app(district.settings)
    server = make_server("localhost", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Here(f"http://localhost:{server.server_port}")
    server.shutdown()


def versions(page: Page) -> list[str]:
    names: list[str] = page.evaluate("() => caches.keys()")
    return sorted(names)
