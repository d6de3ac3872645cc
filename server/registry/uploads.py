"""Roster files between preview and confirmation, kept by digest for a day."""

import hashlib
import re
from pathlib import Path

from server import clock
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
    path = folder / digest
    if not re.fullmatch("[0-9a-f]{64}", digest) or not path.is_file():
        raise Refused(IMPORT_FORGOTTEN)
    return path.read_bytes()


def forget(folder: Path, digest: str) -> None:
    """Removes a file that has been imported."""
    (folder / digest).unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    for each in folder.iterdir():
        if each.stat().st_mtime < clock.now().timestamp() - A_DAY:
            each.unlink(missing_ok=True)
