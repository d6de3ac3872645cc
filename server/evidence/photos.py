"""Small pictures for viewing, made once from a stored photo; the original is never changed nor shown inline."""

import io
from pathlib import Path

from PIL import Image, ImageOps

from server.evidence import store

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024
EDGE = 320
QUALITIES = (80, 65, 50, 35, 20)


def thumbnail(sha256: str) -> bytes | None:
    """A JPEG of at most 20 KiB without metadata; None if the file is not here or not a picture we read."""
    place = store.folder().root / "thumbnails" / sha256[:2] / f"{sha256}.jpg"
    if place.exists():
        return place.read_bytes()
    small = _small(store.path(sha256)) if store.stored(sha256) else None
    if small is not None:
        _put(place, small)
    return small


def _small(path: Path) -> bytes | None:
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
