"""The product as its users meet it: `mashang serve` in a process of its own, and Chromium as a phone."""

import os
import re
import shutil
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from tests.forked import Forked

PHONE = {"width": 412, "height": 915}
DESK = {"width": 1440, "height": 900}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
# What Chromium says on the console when a page does what its Content-Security-Policy forbids.
POLICY = re.compile(r"Content Security Policy|Trusted")


@dataclass
class Running:
    """A server that runs: where, on which data, and how to stop and start it."""

    url: str
    data: Path
    process: Forked

    def kill(self) -> None:
        """The power is cut: the server and its workers end in mid-sentence."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def chromium() -> str:
    """Debian's Chromium; script/setup --tests installs it."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing: run script/setup --tests"
    return found


@contextmanager
def served(data: Path, port: int | None = None) -> Iterator[Running]:
    """Serves the data folder on this port or a free one until the block ends."""
    port = port or _free_port()
    environ = {
        **os.environ, "MASHANG_DATA": str(data), "PASSWORD_SIGN_IN": "yes", "RATE_LIMITS": "no",
        "DATABASE_URL": "", "PUBLIC_ORIGIN": "",
    }  # fmt: skip
    process = Forked(["server.cli", "serve", "--port", str(port), "--workers", "1"], environ)
    running = Running(f"http://localhost:{port}", data, process)
    try:
        _wait(running)
        yield running
    finally:
        running.kill()


@contextmanager
def phone(
    playwright: Playwright, profile: Path, *, film: Path | None = None, **options: Any
) -> Iterator[BrowserContext]:
    """Chromium with a lasting profile, at phone size unless told otherwise, its camera playing the film."""
    flags = [*FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    if film:
        flags.append(f"--use-file-for-fake-video-capture={film}")
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=flags, locale="zh-CN", timezone_id="Asia/Shanghai",
        **{"viewport": PHONE, "has_touch": True, **options},
    )  # fmt: skip
    context.set_default_timeout(15_000)
    broken: list[str] = []
    context.on("console", lambda told: broken.append(told.text) if POLICY.search(told.text) else None)
    try:
        yield context
        assert broken == [], "the pages' security policy was broken"
    except BaseException:
        context.pages[-1].screenshot(path=str(profile.parent / f"{profile.name}-failed.png"))
        raise
    finally:
        context.close()


def _wait(running: Running) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{running.url}/healthz") as answer:
                assert answer.status == 200
                return
        except OSError:
            assert running.process.poll() is None, "the server stopped"
            time.sleep(0.05)
    raise AssertionError("the server did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
