"""Roster files between preview and confirmation, kept by digest for a day."""

import hashlib
from pathlib import Path

from server import clock
from server.ids import is_digest
from server.refusals import IMPORT_FORGOTTEN, Refused

A_DAY = 86_400


def keep(folder: Path, data: bytes) -> str:
    """Keeps a file and returns its digest; what nobody confirmed for a day goes."""
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder)
    digest = hashlib.sha256(data).hexdigest()
    (folder / digest).write_bytes(data)
    return digest


def kept(folder: Path, digest: str) -> bytes:
    """The file of a preview."""
    if not is_kept(folder, digest):
        raise Refused(IMPORT_FORGOTTEN)
    return (folder / digest).read_bytes()


def is_kept(folder: Path, digest: str) -> bool:
    """Whether there is a file of this digest."""
    return is_digest(digest) and (folder / digest).is_file()


def forget(folder: Path, digest: str) -> None:
    """Removes a file that has been imported."""
    (folder / digest).unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    for each in folder.iterdir():
        if each.stat().st_mtime < clock.now().timestamp() - A_DAY:
            each.unlink(missing_ok=True)
