"""A phone in Chromium before a server of its own, and the account of what it held."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from fault.accounts import Account
from fault.databases import Place
from fault.run import NotPossible, Run
from fault.serving import Server
from fault.stored import Stored
from tests.browser import inspecting
from tests.browser.running import chromium, phone
from tests.browser.small_district import SmallDistrict, build


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


@contextmanager
def signed_in(run: Run, script: str = "") -> Iterator[Scene]:
    require_chromium()
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


def held_against(scene: Scene, kept: dict[str, Any]) -> Account:
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


def require_chromium() -> None:
    try:
        chromium()
    except AssertionError as missing:
        raise NotPossible(str(missing)) from missing
