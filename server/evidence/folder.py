"""Files in a folder by their SHA-256; an upload lies under partial/ until every byte is there and the digest agrees."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 1024 * 1024
RESERVE = 1024 * 1024 * 1024  # what files leave to the database, or a twentieth of a small disk


class WrongOffset(Exception):
    """A chunk that does not begin where the upload stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Full(Exception):
    """Not enough room is left for files: the database needs the rest."""


class WrongDigest(Exception):
    """A whole file whose bytes are not those its name promises; nothing of it is kept."""


@dataclass(frozen=True)
class Folder:
    """The store of one installation: `aa/<sha256>` for whole files, `partial/<sha256>` for those under way."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def offset(self, sha256: str) -> int:
        """How many bytes of an upload are safe here."""
        partial = self._partial(sha256)
        return partial.stat().st_size if partial.exists() else 0

    def append(self, sha256: str, offset: int, chunk: bytes, length: int, proved: str | None = None) -> int:
        """Adds a chunk; with the last one the whole is put on the disk, and kept only if its digest agrees.

        Nobody lets go of a photo before it is whole: after a power cut an upload goes on from what is there of it.
        A file in one chunk whose digest has been `proved` is not read through once more.
        """
        partial = self._partial(sha256)
        with _locked(partial) as file:
            if self.has(sha256):
                partial.unlink()  # another upload finished it while this one waited
                return length
            end = file.seek(0, os.SEEK_END)
            if end != offset:
                raise WrongOffset(end)
            self._require_room(len(chunk))
            _add(file, end, chunk)
            if end + len(chunk) >= length:
                _put_on_disk(file)
                whole = _digest(partial) if end else proved or hashlib.sha256(chunk).hexdigest()
                self._finish(partial, sha256, whole)
            return end + len(chunk)

    def keep(self, data: bytes) -> str:
        """Stores bytes made on the server and returns their digest."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256):
            self._partial(sha256).unlink(missing_ok=True)
            self.append(sha256, 0, data, len(data))
        return sha256

    def _require_room(self, size: int) -> None:
        disk = shutil.disk_usage(self.root)
        if disk.free - size < min(RESERVE, disk.total // 20):
            raise Full

    def _partial(self, sha256: str) -> Path:
        return self.root / "partial" / sha256

    def _finish(self, partial: Path, sha256: str, digest: str) -> None:
        if digest != sha256:
            partial.unlink()
            raise WrongDigest(sha256)
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        partial.replace(place)
        _sync_folder(place.parent)


def _add(file: BinaryIO, end: int, chunk: bytes) -> None:
    """Writes a chunk; of one that did not fit nothing stays."""
    try:
        file.write(chunk)
        file.flush()
    except OSError:
        os.ftruncate(file.fileno(), end)
        raise


def _put_on_disk(file: BinaryIO) -> None:
    """Where this fails nobody knows which of the bytes are there: the upload begins again."""
    try:
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), 0)
        raise


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """The upload held against other writers; one that was finished while we waited for it is begun again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(path, file):
                yield file
                return


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
