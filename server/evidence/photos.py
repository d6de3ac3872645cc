"""Small pictures for viewing, made once from a stored photo; the original is never changed nor shown inline."""

from pathlib import Path

from server.evidence import opening, store
from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, Refused

PREVIEWS = ("image/jpeg", "image/webp")
MOST_BYTES = 20 * 1024


def thumbnail(sha256: str) -> bytes | None:
    """A JPEG of at most 20 KiB without metadata; None if the file is not here or not a picture we read.

    While the original is under way, the small picture that the phone sent ahead stands for it. An original of which
    none can be made is tried once.
    """
    place = _place(sha256, "thumbnails")
    if place.exists():
        return place.read_bytes() or None
    if store.stored(sha256) is None or not store.folder().has(sha256):
        ahead = _place(sha256, "previews")
        return ahead.read_bytes() if ahead.exists() else None
    small = _small(store.path(sha256).read_bytes())
    _put(place, small)
    return small or None


def is_readable(data: bytes) -> bool:
    """Whether these bytes are a picture that can be shown."""
    return _small(data) != b""


def keep_preview(sha256: str, data: bytes) -> None:
    """Keeps the small picture a phone sends ahead, made anew so that nothing but a picture is ever shown."""
    small = _small(data) if len(data) <= MOST_BYTES and mime_of(data) in PREVIEWS else b""
    if not small:
        raise Refused(NOT_AN_IMAGE)
    _put(_place(sha256, "previews"), small)


def destroy(sha256: str) -> None:
    """The file and every picture made of it, where they lie here."""
    for place in (_place(sha256, "thumbnails"), _place(sha256, "previews"), store.path(sha256)):
        place.unlink(missing_ok=True)


def _place(sha256: str, kind: str) -> Path:
    return store.folder().root / kind / sha256[:2] / f"{sha256}.jpg"


def _small(data: bytes) -> bytes:
    return opening.small(data) if mime_of(data) else b""


def _put(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(place)
