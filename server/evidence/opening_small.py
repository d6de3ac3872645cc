"""What the child makes of a picture that is to be shown: a small JPEG of it, made anew and without metadata."""

import io

from PIL import Image, ImageFile, ImageOps

from .mime import FORMATS

MOST_PIXELS = 50_000_000
MOST_BYTES = 20 * 1024
EDGE = 320
QUALITIES = (80, 65, 50, 35, 20)


def made(picture: bytes) -> bytes:
    """The small picture; nothing if these bytes cannot be shown."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        return _fitting(_small(picture))
    except Exception:  # Short of memory or fed nonsense, decoders raise what they like: nothing to be shown.
        return b""


def _small(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        image.draft("RGB", (EDGE * 2, EDGE * 2))
        plain = image if image.mode in ("RGB", "L") else image.convert("RGB")
        plain.thumbnail((EDGE, EDGE))
        return ImageOps.exif_transpose(plain).convert("RGB")


def _fitting(image: Image.Image) -> bytes:
    """At most 20 KiB of it; whatever it carried besides pixels stays behind."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    for quality in QUALITIES:
        file = io.BytesIO()
        bare.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    return b""
