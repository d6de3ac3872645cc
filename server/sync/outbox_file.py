"""Reads the file a phone exports when it cannot send, and proves its chain and digests before anything is stored."""

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.evidence.store import MOST_BYTES
from server.ids import is_digest, is_id
from server.sync import chain

MOST_TEXT = 1024 * 1024
MOST_MANIFEST = 64 * 1024 * 1024
MOST_OPERATIONS = 200_000

# What zipfile raises on archives that are none, or are damaged or locked.
BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    struct.error,
)

_OPERATION = re.compile(r"operations/([0-9]{8,10})\.json")
_PHOTO = re.compile(r"photos/([0-9a-f]{64})")
_STRAY = re.compile(r"strays/([0-9a-f]{64})\.json")


class BadFile(Exception):
    """The file is not what a phone exported; the message says where it is wrong."""


@dataclass(frozen=True)
class OutboxFile:
    """One phone's outbox: consecutive operations from `first` on, photos and strays by digest."""

    path: Path
    device: str
    account: str
    first: int
    before: str
    texts: tuple[bytes, ...]
    photos: Mapping[str, str]
    strays: tuple[bytes, ...]

    @property
    def last(self) -> int:
        return self.first + len(self.texts) - 1

    def photo(self, sha256: str) -> bytes:
        """The photo's bytes, which were checked when the file was read."""
        with zipfile.ZipFile(self.path) as archive:
            return _content(archive, self.photos[sha256], MOST_BYTES)


def read(path: Path) -> OutboxFile:
    """The outbox in this file, with every digest and the whole chain checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _outbox(path, archive)
    except BROKEN as error:
        raise BadFile(f"not a whole ZIP archive: {error}") from error


def _outbox(path: Path, archive: zipfile.ZipFile) -> OutboxFile:
    names = archive.namelist()
    if len(names) > MOST_OPERATIONS or len(set(names)) < len(names):
        raise BadFile("too many files in the archive, or one twice")
    told = _manifest(archive, names)
    texts = _operations(archive, names, told["from"])
    if chain.head_after(told["before"]["head"], map(chain.digest, texts)) != told["head"]:
        raise BadFile(
            "the operations do not make the chain the file names: one is missing, changed or out of its order"
        )
    photos = {found[1]: name for name in names if (found := _PHOTO.fullmatch(name))}
    for sha256, name in photos.items():
        if hashlib.sha256(_content(archive, name, MOST_BYTES)).hexdigest() != sha256:
            raise BadFile(f"photo {sha256} is damaged")
    strays = tuple(_stray(archive, found) for name in names if (found := _STRAY.fullmatch(name)))
    return OutboxFile(
        path, told["device"], told["account"], told["from"], told["before"]["head"], texts, photos, strays
    )


def _manifest(archive: zipfile.ZipFile, names: list[str]) -> dict[str, Any]:
    if "outbox.json" not in names:
        raise BadFile("outbox.json is missing")
    try:
        told = json.loads(_content(archive, "outbox.json", MOST_MANIFEST))
    except (ValueError, RecursionError) as error:
        raise BadFile("outbox.json is not JSON") from error
    if not isinstance(told, dict) or told.get("format") != "mashang-outbox" or told.get("v") != 1:
        raise BadFile("outbox.json is not of an outbox file, version 1")
    wrong = [name for name, right in _CHECKS.items() if not right(told.get(name))]
    if wrong:
        raise BadFile(f"outbox.json: {', '.join(wrong)} is missing or malformed")
    return told


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "device": is_id,
    "account": lambda value: isinstance(value, str) and 0 < len(value) <= 36,
    "from": lambda value: type(value) is int and 1 <= value < 2**31,
    "before": lambda value: isinstance(value, dict) and is_digest(value.get("head")),
    "head": is_digest,
}


def _operations(archive: zipfile.ZipFile, names: list[str], first: int) -> tuple[bytes, ...]:
    numbered = {int(found[1]): name for name in names if (found := _OPERATION.fullmatch(name))}
    for expected, dseq in enumerate(sorted(numbered), first):
        if expected != dseq:
            raise BadFile(f"operation {expected} is missing")
    return tuple(_content(archive, numbered[dseq], MOST_TEXT) for dseq in sorted(numbered))


def _stray(archive: zipfile.ZipFile, found: re.Match[str]) -> bytes:
    text = _content(archive, found[0], MOST_TEXT)
    if chain.digest(text) != found[1]:
        raise BadFile(f"{found[0]} is damaged")
    return text


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member's bytes; what it claims to be long is not believed."""
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise BadFile(f"{name} is larger than {most} bytes")
    return content
