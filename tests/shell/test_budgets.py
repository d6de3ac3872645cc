"""What travels to a phone stays small: the budgets of the built front end, in bytes after Brotli."""

import json

import pytest

from server import assets

ENTRY = 60_000
ALL_SCRIPTS_AND_STYLES = 120_000
SCANNER = 350_000


@pytest.fixture(scope="module")
def sizes() -> dict[str, int]:
    """Bytes of each built file by its source name, chunks by their own."""
    told = json.loads((assets.DIST / "manifest-build.json").read_text())
    addresses = {address: name for name, address in told["files"].items()}
    every = {*told["files"].values(), *told["precache"]}
    return {addresses.get(each, each): _compressed(each) for each in every}


def _compressed(address: str) -> int:
    path = assets.DIST / address.lstrip("/")
    packed = path.with_name(path.name + ".br")
    return (packed if packed.exists() else path).stat().st_size


def test_the_app_starts_from_a_small_script(sizes):
    assert sizes["app.js"] <= ENTRY


def test_all_scripts_and_styles_together_stay_small(sizes):
    assert sum(size for name, size in sizes.items() if name.endswith((".js", ".css"))) <= ALL_SCRIPTS_AND_STYLES


def test_the_scanner_stays_small(sizes):
    assert sizes["zxing_reader.wasm"] <= SCANNER
