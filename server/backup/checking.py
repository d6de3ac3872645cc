"""`mashang restore --check`: proves a backup without touching anything, and names the first place that is broken."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from server.backup import database, dumped
from server.backup.taking import DATABASE
from server.backup.vault import Damaged, Unusable, Vault
from server.trail import exporting, leaves, merkle, notes, verifier
from server.trail.tiles import Tiles

LEAVES = """
    SELECT leaf.log_index, leaf.salt, leaf.commitment, entry.body, entry.device_id, entry.code,
        entry.sha256
    FROM log_leaf AS leaf LEFT JOIN trail_entry AS entry ON entry.id = leaf.entry_id ORDER BY leaf.log_index
"""
SIGNED = """
    SELECT epoch.number, epoch.keys, state.note FROM log_epoch AS epoch
    LEFT JOIN log_checkpoint AS state ON state.origin = epoch.origin ORDER BY epoch.number DESC, state.size DESC LIMIT 1
"""
STORED = "SELECT sha256 FROM blob WHERE stored_at IS NOT NULL ORDER BY sha256"


class Leaf(NamedTuple):
    """A place of the log with the entry that stands there."""

    log_index: int
    salt: bytes | None
    commitment: bytes
    body: bytes | None
    device_id: str | None
    code: str | None
    sha256: str | None


def check(vault: Vault, manifest: dict[str, Any]) -> list[str]:
    """Everything that can be checked; returns what to tell; raises Damaged at the first broken place."""
    for name in manifest["files"]:
        for _ in bytes_of(vault, manifest, name):
            pass
    with opened(vault, manifest) as (connection, folder):
        size = _log_checked(connection, folder)
        photos = _photos_checked(connection, manifest)
    return [f"{len(manifest['files'])} files", f"{size} entries of the log", f"{photos} photos"]


def bytes_of(vault: Vault, manifest: dict[str, Any], name: str) -> Iterator[bytes]:
    """A file piece by piece; raises Damaged at its end if the whole is not what it was."""
    entry, whole = manifest["files"][name], sha256()
    for piece in entry["pieces"]:
        try:
            data = vault.get(piece)
        except Damaged as error:
            raise Damaged(f"{name}: {error}") from None
        whole.update(data)
        yield data
    if whole.hexdigest() != entry["sha256"]:
        raise Damaged(f"{name}: another digest than the manifest's")


def extract(vault: Vault, manifest: dict[str, Any], name: str, to: Path) -> None:
    """Writes a file of the backup, readable by those who could read it."""
    entry = manifest["files"][name]
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for data in bytes_of(vault, manifest, name):
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    to.chmod(entry["mode"])
    os.utime(to, (entry["changed"], entry["changed"]))


@contextmanager
def opened(vault: Vault, manifest: dict[str, Any]) -> Iterator[tuple[sqlite3.Connection, Path]]:
    """The backup's database as something to read, and a passing folder with the log's files."""
    with tempfile.TemporaryDirectory(prefix="mashang-check-") as passing:
        folder = Path(passing)
        for name in manifest["files"]:
            if name == DATABASE or name.startswith("log/"):
                extract(vault, manifest, name, folder / name)
        with closing(_readable(manifest["kind"], folder / DATABASE)) as connection:
            yield connection, folder


def _readable(kind: str, file: Path) -> sqlite3.Connection:
    if kind == database.POSTGRESQL:
        return dumped.tables_of(file)
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        told = connection.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise Damaged(f"{DATABASE}: {error}") from None
    if told != "ok":
        raise Damaged(f"{DATABASE}: {told}")
    return connection


def _log_checked(connection: sqlite3.Connection, folder: Path) -> int:
    """Leaves against their entries, phones' chains, the signed state, and the tiles; returns how many entries."""
    entries, count = BytesIO(), 0
    for row in connection.execute(LEAVES):
        entries.write(_told(count, Leaf(*row)))
        count += 1
    number, keys, told = connection.execute(SIGNED).fetchone() or (0, "", None)
    wanted = {notes.read_checkpoint(notes.read_note(told).text).size} if told else set()
    memory = folder / "log" / str(number) / "checkpoint"
    kept = memory.read_text() if memory.exists() else None
    wanted |= {notes.read_checkpoint(notes.read_note(kept).text).size} if kept else set()
    entries.seek(0)
    try:
        tree = verifier.walked(entries, wanted)[0]
    except (verifier.Broken, verifier.NoExport, ValueError, KeyError) as error:
        raise Damaged(f"log: {error}") from None
    for note, where in ((told, "the last signed state"), (kept, f"log/{number}/checkpoint")):
        if note:
            _state_checked(note, keys.split(), where, tree, Tiles(folder / "log" / str(number)))
    return count


def _told(place: int, leaf: Leaf) -> bytes:
    """An entry as the verifier reads it, once it is what its leaf commits to."""
    opens = leaf.salt is None or leaves.commitment(leaf.salt, leaf.body or b"") == leaf.commitment
    if leaf.log_index != place or not opens:
        raise Damaged(f"log: entry {place} is not what its leaf commits to")
    return exporting.told(leaf)


def _state_checked(told: str, keys: list[str], where: str, tree: verifier.Tree, files: Tiles) -> None:
    """A signed state must be that of the entries; of entries younger than the database only the tiles know."""
    note = notes.read_note(told)
    state = notes.read_checkpoint(note.text)
    try:
        if not notes.verified(note, [notes.read_key(key) for key in keys]):
            raise Damaged(f"{where}: none of the log's keys has signed it")
        if state.size <= tree.size and tree.seen.get(state.size, merkle.EMPTY) != state.root:
            raise Damaged(f"{where}: the entries do not make the root of {state.size}")
        if files.root(state.size) != state.root:
            raise Damaged(f"{where}: the tiles do not make the root of {state.size}")
        if tree.size <= state.size and files.root(tree.size) != tree.root():
            raise Damaged(f"{where}: the entries are not those of the tiles")
    except (notes.Malformed, FileNotFoundError) as error:
        raise Damaged(f"{where}: {error}") from None


def _photos_checked(connection: sqlite3.Connection, manifest: dict[str, Any]) -> int:
    """What the database says is here is here; the bytes were read before."""
    stored = [row[0] for row in connection.execute(STORED)]
    for digest in stored:
        if f"photos/{digest[:2]}/{digest}" not in manifest["files"]:
            raise Damaged(f"photos/{digest[:2]}/{digest}: the database knows it, and it is not in the backup")
    return len(stored)


def chosen(vault: Vault, name: str | None) -> dict[str, Any]:
    """The manifest of the backup asked for, or of the newest."""
    names = vault.names()
    if not names or (name is not None and name not in names):
        raise Unusable(f"no whole backup {name or ''} in {vault.folder}; there are: {' '.join(names) or 'none'}")
    return vault.manifest(name or names[-1])
