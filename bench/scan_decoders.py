"""Readers on the server: ours through its child process, and the two libraries as their own examples call them."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import zxingcpp
from PIL import Image

from server.evidence import reading

Reader = Callable[[Path], list[str]]


class Read(NamedTuple):
    """What a reader said of one photo, and how long it took."""

    texts: list[str]
    milliseconds: float


def read_all(reader: Reader, folder: Path, files: Iterable[str]) -> Iterator[tuple[str, Read]]:
    """Every photo once; the first is read twice, for a reader's start is not a photo's time."""
    files = list(files)
    reader(folder / files[0])
    for file in files:
        began = time.perf_counter()
        texts = reader(folder / file)
        yield file, Read(texts, (time.perf_counter() - began) * 1000)


def _ours(path: Path) -> list[str]:
    return [code["text"] for code in reading.read_file(path)]


def _pyzbar(path: Path) -> list[str]:
    from pyzbar import pyzbar

    with Image.open(path) as image:
        return [code.data.decode("utf-8", "replace") for code in pyzbar.decode(image)]


def _zxing_cpp(path: Path) -> list[str]:
    with Image.open(path) as image:
        return [code.text for code in zxingcpp.read_barcodes(image)]


def _has_zbar() -> bool:
    try:
        from pyzbar import pyzbar  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


READERS: dict[str, Reader] = {"ours, on the server": _ours, "zxing-cpp as it comes": _zxing_cpp}
if _has_zbar():
    READERS["pyzbar as it comes"] = _pyzbar
