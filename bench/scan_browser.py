"""The phone's own reader of still photos in Chromium: the app's code and worker, on the same photos."""

import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.scan_decoders import Read
from tests.browser.running import FLAGS, chromium

BUNDLER = Path(__file__).with_name("scan_bundle.mjs")
PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>'


def read_all(folder: Path, files: Iterable[str]) -> Iterator[tuple[str, Read]]:
    """Every photo once, as the app reads one from the gallery; the decoder is warm."""
    files = list(files)
    with (
        tempfile.TemporaryDirectory(prefix="mashang-bench-") as place,
        _served(Path(place), folder) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{url}/index.html")
        page.wait_for_function("() => 'readPhoto' in window")
        page.evaluate("file => readPhoto(file)", f"/photos/{files[0]}")
        for file in files:
            told = page.evaluate("file => readPhoto(file)", f"/photos/{file}")
            yield file, Read(told["texts"], told["milliseconds"])
        browser.close()


@contextmanager
def _served(place: Path, photos: Path) -> Iterator[str]:
    subprocess.run(["node", str(BUNDLER), str(place)], check=True)
    (place / "index.html").write_text(PAGE)
    (place / "photos").symlink_to(photos.resolve(), target_is_directory=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(place)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""
