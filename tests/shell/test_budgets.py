"""What travels to a phone stays small: the budgets of the built front end, in bytes after Brotli."""

import json
import re
from collections.abc import Iterator

import pytest

from server import assets

ENTRY = 60_000
VERIFYING = 40_000
ALL_OF_THE_APP = 124_000
DESK = 60_000
SCANNER = 350_000
# What the app's script does not name by itself: its style and its workers.
BESIDE = ("app.css", "decoder.js", "journal.js")
EVER = re.compile(r'"\./([^"]+\.js)"')
AT_ONCE = re.compile(r'(?:from|import)"\./([^"]+)"')


@pytest.fixture(scope="module")
def sizes() -> dict[str, int]:
    """Bytes of each built file by its source name, chunks by their own."""
    told = json.loads((assets.DIST / "manifest-build.json").read_text())
    addresses = {address: name for name, address in told["files"].items()}
    every = {*told["files"].values(), *told["precache"]}
    return {addresses.get(each, each): _compressed(each) for each in every}


def test_the_app_starts_from_a_small_script():
    assert _start("app.js") <= ENTRY


def test_verifying_starts_from_a_smaller_one():
    assert _start("verify.js") <= VERIFYING


def test_the_desks_script_stays_small():
    assert _start("desk.js") <= DESK


def test_all_scripts_and_styles_of_the_app_together_stay_small(sizes):
    files = json.loads((assets.DIST / "manifest-build.json").read_text())["files"]
    wanted = {*_with_needed(files["app.js"], set(), EVER), *(files[name] for name in BESIDE)}

    assert sum(map(_compressed, wanted)) <= ALL_OF_THE_APP


def test_the_scanner_stays_small(sizes):
    assert sizes["zxing_reader.wasm"] <= SCANNER


def _start(name: str) -> int:
    """The script with everything it cannot begin without."""
    first = json.loads((assets.DIST / "manifest-build.json").read_text())["files"][name]
    return sum(_compressed(each) for each in _with_needed(first, set()))


def _with_needed(address: str, seen: set[str], named: re.Pattern[str] = AT_ONCE) -> Iterator[str]:
    if address in seen:
        return
    seen.add(address)
    yield address
    for needed in named.findall((assets.DIST / address.lstrip("/")).read_text()):
        yield from _with_needed(f"/assets/{needed}", seen, named)


def _compressed(address: str) -> int:
    path = assets.DIST / address.lstrip("/")
    packed = path.with_name(path.name + ".br")
    return (packed if packed.exists() else path).stat().st_size
