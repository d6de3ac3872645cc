"""`mashang backup`: everything in the data folder and the database, in an order in which it all fits together.

The database comes first, then what the log's signer remembers, then its tiles, then the photos: each may know more
than what came before it, never less.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from server import clock
from server.backup import database
from server.backup.vault import PIECE, Damaged, Unusable, Vault
from server.config import Settings
from server.doctor import BACKUP_MARK
from server.ids import is_digest

DATABASE = ".database"
DRAFT = "backup.draft"
UNFINISHED = "unfinished"
LEFT_OUT = ("photos/partial", "uploads")
PASSING = (".lock", ".draft", "-queue", "-wal", "-shm", "-journal")


class Taken(NamedTuple):
    """What a backup came to."""

    name: str
    files: int
    size: int
    new: int
    seconds: float
    damaged: list[str]
    forgotten: int


def take(settings: Settings, vault: Vault, keep: int | None = None) -> Taken:
    """Adds a backup to the vault; only what is new there is written."""
    begun = time.monotonic()
    with _alone(settings), _marked(vault):
        taking = _Taking(vault)
        with _copied(settings) as copy:
            taking.add(DATABASE, copy)
        for path in _files(settings):
            taking.add(path.relative_to(settings.data).as_posix(), path)
        name = f"{clock.now():%Y%m%dT%H%M%S%fZ}"
        vault.finish(name, {"made_at": clock.now().isoformat(), "kind": database.kind(settings), "files": taking.files})
    forgotten = vault.forget_but(keep) if keep else 0
    (settings.data / BACKUP_MARK).touch()
    size = sum(entry["size"] for entry in taking.files.values())
    spent = time.monotonic() - begun
    return Taken(name, len(taking.files), size, taking.new, spent, taking.damaged, forgotten)


def require_apart(settings: Settings, folder: Path) -> None:
    """What lies beside the data is lost with it."""
    if folder.resolve().is_relative_to(settings.data.resolve()):
        raise Unusable("a backup inside the data folder is none: name another disk or machine")


class _Taking:
    """The files of a backup that is under way."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.files, self.new = vault, dict[str, dict[str, Any]](), 0
        self.damaged: list[str] = []
        self.before = _newest_files(vault)

    def add(self, name: str, path: Path) -> None:
        """Takes a file in; one that has just gone, such as a tile that has grown, is in the next round."""
        with suppress(FileNotFoundError):
            entry = self._same(name, path) or self._read(path)
            if name.startswith("photos/") and entry["sha256"] != path.name:
                self.damaged.append(name)
            else:
                self.files[name] = entry

    def _same(self, name: str, path: Path) -> dict[str, Any] | None:
        """A photo never changes: what the backup before holds of it is not read again."""
        held = self.before.get(name)
        if held is None or not is_digest(path.name) or held["size"] != path.stat().st_size:
            return None
        return held if all(self.vault.has(piece) for piece in held["pieces"]) else None

    def _read(self, path: Path) -> dict[str, Any]:
        whole, size, pieces, standing = sha256(), 0, [], path.stat()
        with path.open("rb") as file:
            while data := file.read(PIECE):
                whole.update(data)
                size += len(data)
                name, new = self.vault.put(data)
                pieces.append(name)
                self.new += new
        mode, changed = standing.st_mode & 0o777, standing.st_mtime
        return {"sha256": whole.hexdigest(), "size": size, "mode": mode, "changed": changed, "pieces": pieces}


def _newest_files(vault: Vault) -> dict[str, dict[str, Any]]:
    """What the backup before holds; one that is damaged holds up none after it."""
    names = vault.names()
    try:
        files: dict[str, dict[str, Any]] = vault.manifest(names[-1])["files"] if names else {}
    except Damaged:
        return {}
    return files


def _files(settings: Settings) -> Iterator[Path]:
    """What lies in the data folder, the signer's memory first; looked through again until nothing went meanwhile."""
    seen: set[Path] = set()
    gone = True
    while gone:
        found = [path for path in settings.data.rglob("*") if path.is_file() and _belongs(settings, path)]
        new = sorted(set(found) - seen, key=lambda path: (path.name != "checkpoint", path))
        seen.update(new)
        yield from new
        gone = any(not path.exists() for path in new)


def _belongs(settings: Settings, path: Path) -> bool:
    name = path.relative_to(settings.data).as_posix()
    if name in (BACKUP_MARK, DRAFT) or name.startswith(LEFT_OUT) or name.endswith(PASSING):
        return False
    if name.startswith("photos/"):
        return is_digest(path.name)
    return database.kind(settings) != database.SQLITE or path.resolve() != database.lies_at(settings).resolve()


@contextmanager
def _copied(settings: Settings) -> Iterator[Path]:
    draft = settings.data / DRAFT
    draft.unlink(missing_ok=True)
    try:
        database.take(settings, draft)
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    with (settings.data / "backup.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable("another backup is under way") from None
        yield


@contextmanager
def _marked(vault: Vault) -> Iterator[None]:
    """What breaks off leaves its mark, with the moment it began."""
    mark = vault.folder / UNFINISHED
    mark.write_text(f"{clock.now():%Y-%m-%d %H:%M} UTC")
    yield
    mark.unlink()
