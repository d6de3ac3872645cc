"""Small pictures for viewing, made once from a stored photo; the original is never changed nor shown inline."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from server.evidence import store
from server.evidence.mime import mime_of
from server.refusals import NOT_AN_IMAGE, Refused

FORMATS = ("JPEG", "PNG", "WEBP")
PREVIEWS = ("image/jpeg", "image/webp")
MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024
EDGE = 320
QUALITIES = (80, 65, 50, 35, 20)


def thumbnail(sha256: str) -> bytes | None:
    """A JPEG of at most 20 KiB without metadata; None if the file is not here or not a picture we read.

    While the original is under way, the small picture that the phone sent ahead stands for it.
    """
    place = _place(sha256, "thumbnails")
    if place.exists():
        return place.read_bytes()
    if store.stored(sha256) is None:
        ahead = _place(sha256, "previews")
        return ahead.read_bytes() if ahead.exists() else None
    small = _small(store.path(sha256))
    if small is not None:
        _put(place, small)
    return small


def is_readable(data: bytes) -> bool:
    """Whether these bytes are a picture that can be shown."""
    return mime_of(data) is not None and _small(io.BytesIO(data)) is not None


def keep_preview(sha256: str, data: bytes) -> None:
    """Keeps the small picture a phone sends ahead, made anew so that nothing but a picture is ever shown."""
    small = _small(io.BytesIO(data)) if len(data) <= MOST_BYTES and mime_of(data) in PREVIEWS else None
    if small is None:
        raise Refused(NOT_AN_IMAGE)
    _put(_place(sha256, "previews"), small)


def _place(sha256: str, kind: str) -> Path:
    return store.folder().root / kind / sha256[:2] / f"{sha256}.jpg"


def _small(path: Path | io.BytesIO) -> bytes | None:
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (EDGE * 2, EDGE * 2))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((EDGE, EDGE))
    return _fitting(upright)


def _fitting(image: Image.Image) -> bytes | None:
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    return None


def _put(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(place)
