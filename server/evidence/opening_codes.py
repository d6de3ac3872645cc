"""What the child makes of a photo that may show a code: its brightness, within bounds, read in every way there is."""

import io
import json
import time

from PIL import Image, ImageFile

from .mime import FORMATS
from .reading_steps import codes_in

PIXELS = 25_000_000
PIXEL_BYTES = 75_000_000
CPU_SECONDS = 1.6  # No step is begun after this, so that the limit is met only by pictures made to meet it.


def told(photo: bytes) -> bytes:
    """The codes in a photo, as JSON; half a photo may hold the whole code."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    return json.dumps(_answer(photo, time.process_time() + CPU_SECONDS)).encode()


def _answer(photo: bytes, until: float) -> dict[str, object]:
    try:
        image = Image.open(io.BytesIO(photo), formats=FORMATS)
    except (Image.DecompressionBombError, MemoryError):  # A picture it is, of a size that no camera makes.
        return {"codes": []}
    except Exception:  # Fed nonsense, decoders raise what they like.
        return {"error": "not_an_image"}
    return {"codes": _codes(image, until)}


def _codes(image: Image.Image, until: float) -> list[dict[str, str]]:
    try:
        grey = _grey(image)
        return [code._asdict() for code in codes_in(grey, until)] if grey else []
    except Exception:  # Short of memory or fed nonsense, decoders raise what they like: no code to be had.
        return []


def _grey(image: Image.Image) -> Image.Image | None:
    if image.format == "JPEG":
        _draft(image)
    pixels = image.width * image.height
    if pixels > PIXELS or pixels * len(image.getbands()) > PIXEL_BYTES:
        return None
    if not image.has_transparency_data:
        return image.convert("L")
    clear = image.convert("RGBA")
    paper = Image.new("L", image.size, 255)
    paper.paste(clear.convert("L"), mask=clear.getchannel("A"))
    return paper


def _draft(image: Image.Image) -> None:
    """Has only the brightness decoded, a third of the memory; the sensors of fifty megapixels at half their size."""
    scale = 2 if image.width * image.height > PIXELS else 1
    image.draft("L", (image.width // scale, image.height // scale))
