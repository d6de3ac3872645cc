"""Photos sent in pieces from a browser: each lies apart, by what it belongs to, until it is whole and can be judged."""

import shutil
from datetime import timedelta
from pathlib import Path

from server import clock
from server.evidence import sent, store
from server.evidence.folder import Folder
from server.refusals import MALFORMED, TOO_LARGE, TOO_MANY_PHOTOS, Refused

KEPT_FOR = timedelta(days=30)  # a phone that has not gone on by then begins again


def take(about: str, sha256: str, at: int, of: int, piece: bytes, *, most: int) -> int:
    """Adds the piece that begins at `at` to a photo of `of` bytes and says how far it has come."""
    if of > sent.MOST_BYTES:
        raise Refused(TOO_LARGE, most=f"{sent.MOST_BYTES >> 20} MB")
    if not piece or at + len(piece) > of:
        raise Refused(MALFORMED, why="of")
    lying = _folder(about)
    begun = {each.name for each in lying.root.rglob("*") if each.is_file()}
    if len(begun | {sha256}) > most:
        raise Refused(TOO_MANY_PHOTOS, most=most)
    return store.take(sha256, at, of, piece, into=lying)


def whole(about: str, sha256: str) -> bytes:
    """A photo of which every byte is here."""
    return _folder(about).path(sha256).read_bytes()


def forget(about: str, sha256: str) -> None:
    """A photo that was judged lies here no longer."""
    _folder(about).path(sha256).unlink(missing_ok=True)


def sweep() -> None:
    """What nobody went on with is given up."""
    before = (clock.now() - KEPT_FOR).timestamp()
    for each in _root().glob("*"):
        if all(lying.stat().st_mtime < before for lying in (each, *each.rglob("*"))):
            shutil.rmtree(each)


def _root() -> Path:
    return store.folder().root / "arriving"


def _folder(about: str) -> Folder:
    return Folder(_root() / about)
