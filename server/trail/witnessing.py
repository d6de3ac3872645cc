"""`mashang witness`: a second body that remembers what the log showed it, and signs only what follows from that.

It needs neither the database nor the platform: an address and a folder of its own.
"""

import base64
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from server import whole_file
from server.key_files import kept
from server.trail import merkle, notes
from server.trail.notes import WITNESS, Checkpoint, Key, Malformed, Note

TIMEOUT = 20
MOST = 256 * 1024


class SplitView(Exception):
    """The log showed another past than before: the evidence lies beside what is remembered."""


class Seen(NamedTuple):
    """What the log shows now, and what it owes us to show that it grew."""

    note: Note
    checkpoint: Checkpoint
    path: tuple[bytes, ...]


class Witness:
    """One witness of one log: its key, the log's, and the newest state it has seen, in a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        secret = kept(folder / "secret", lambda: os.urandom(32))
        self.key, self.private = notes.new_key(name, WITNESS, secret)

    def look(self, url: str, log_key: Key | None = None) -> tuple[Checkpoint, bool]:
        """Looks once; returns the state and whether the log took our word; raises SplitView and Malformed."""
        known = self._remembered()
        seen = _fetched(url, known.size if known else 0)
        self._require_signed(seen.note, log_key or self._pinned(url))
        self._require_grown(known, seen)
        self._remember(seen.note)
        return seen.checkpoint, self._tell(url, seen.note)

    def _require_signed(self, note: Note, key: Key) -> None:
        if not notes.has_signed(note, key):
            raise Malformed("signature of the log")

    def _require_grown(self, known: Checkpoint | None, seen: Seen) -> None:
        if known is None:
            return
        now = seen.checkpoint
        if now.origin != known.origin or not merkle.is_consistent(
            known.size, now.size, known.root, now.root, seen.path
        ):
            (self.folder / f"contradiction-{int(time.time())}").write_text(seen.note.told())
            raise SplitView(f"{known.origin} {known.size} / {now.origin} {now.size}")

    def _pinned(self, url: str) -> Key:
        """The log's key, asked for once and kept: who looks first should compare it with what is printed elsewhere."""
        file = self.folder / "log-key"
        if not file.exists():
            file.write_text(_get(f"{url}/log/keys").splitlines()[0])
        return notes.read_key(file.read_text())

    def _remembered(self) -> Checkpoint | None:
        file = self.folder / "seen"
        return notes.read_checkpoint(notes.read_note(file.read_text("utf-8")).text) if file.exists() else None

    def _remember(self, note: Note) -> None:
        """On the disk before we sign: whoever forgets what he signed could sign its contrary."""
        whole_file.write(self.folder / "seen", note.told().encode())

    def _tell(self, url: str, note: Note) -> bool:
        mine = notes.cosigned(note.text, self.key, self.private, int(time.time()))
        body = Note(note.text, (mine,)).told().encode()
        try:
            with _opened(f"{url}/log/cosignature", body):
                return True
        except HTTPError:
            return False


def watch(
    witness: Witness,
    url: str,
    every: float,
    told: Callable[[str], None],
    log_key: Key | None = None,
    *,
    once: bool = False,
) -> None:
    """Looks again and again; a log that cannot be reached is told and asked again, a contradiction ends it."""
    while True:
        try:
            checkpoint, taken = witness.look(url, log_key)
            told(f"{checkpoint.origin} {checkpoint.size} {'✓' if taken else '-'}")
        except OSError as error:
            told(str(error))
        if once:
            return
        time.sleep(every)


def _fetched(url: str, old: int) -> Seen:
    text = _get(f"{url}/log/consistency?old={old}") if old else "\n" + _get(f"{url}/log/checkpoint")
    head, _, told = ("\n" + text).partition("\n\n")
    note = notes.read_note(told)
    path = tuple(base64.b64decode(line, validate=True) for line in head.splitlines() if line)
    return Seen(note, notes.read_checkpoint(note.text), path)


def _get(url: str) -> str:
    with _opened(url) as answer:
        return str(answer.read(MOST).decode())


class _NowhereElse(HTTPRedirectHandler):
    """A witness looks at the address it was given; one that sends elsewhere could not be reached."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _opened(url: str, body: bytes | None = None) -> Any:
    if not url.startswith(("http://", "https://")):
        raise Malformed("address")
    asked = Request(url, body, {"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    return build_opener(_NowhereElse).open(asked, timeout=TIMEOUT)
