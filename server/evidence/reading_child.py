"""The process that opens strangers' pictures: it may use little memory and time, holds no secrets, and may die.

Started as `python -m server.evidence.reading_child FILE_DESCRIPTOR`, it answers each message of bytes with a receipt
and then with JSON.
"""

import io
import json
import resource
import sys
import time
from multiprocessing.connection import Connection

from PIL import Image, ImageFile

from . import engines
from .reading_steps import codes_in

MEMORY = 200 * 1024 * 1024  # beyond what the bare process takes, so that all of it stays under 256 MB
PIXELS = 25_000_000
PIXEL_BYTES = 75_000_000
CPU_LIMIT = 3
CPU_SECONDS = 1.6  # No step is begun after this, so that the limit is met only by pictures made to meet it.
RECEIVED = b"received"
FORMATS = ("JPEG", "PNG", "WEBP")

ImageFile.LOAD_TRUNCATED_IMAGES = True  # Half a photo may hold the whole code.
Image.MAX_IMAGE_PIXELS = 4 * PIXELS  # Twice as many end in an error before anything is decoded.


def main(arguments: list[str]) -> None:
    """Serves the parent until it closes its end."""
    if arguments == ["--engines"]:
        print(json.dumps(engines.alive()))
        return
    _limit_memory()
    with Connection(int(arguments[0])) as parent:
        while photo := _next(parent):
            parent.send_bytes(RECEIVED)
            parent.send_bytes(json.dumps(_answer(photo)).encode())


def _next(parent: Connection) -> bytes | None:
    try:
        return parent.recv_bytes()
    except EOFError:
        return None


def _answer(photo: bytes) -> dict[str, object]:
    began = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(began) + CPU_LIMIT, resource.RLIM_INFINITY))
    try:
        image = Image.open(io.BytesIO(photo), formats=FORMATS)
    except (OSError, SyntaxError, ValueError):
        return {"error": "not_an_image"}
    except (Image.DecompressionBombError, MemoryError):  # A picture it is, of a size that no camera makes.
        return {"codes": []}
    return {"codes": _codes(image, began + CPU_SECONDS)}


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


def _limit_memory() -> None:
    with open("/proc/self/statm") as sizes:
        held = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
