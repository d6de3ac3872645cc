"""Writes picture files piece by piece, so that each piece can be wrong."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
COMMENT, APP1, APP2 = 0xFE, 0xE1, 0xE2
SCRIPT = b"<script>alert(document.domain)</script>"


def picture(kind: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """An ordinary picture of the kind, a little rough so that it does not pack to nothing."""
    file = io.BytesIO()
    rough = Image.linear_gradient("L").resize(size)
    rough.convert(mode).save(file, kind, **options)
    return file.getvalue()


def plain(kind: str, size: tuple[int, int], mode: str = "L", **options: Any) -> bytes:
    """A picture of one shade: as small a file as there is of that size."""
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 2, body: bytes | None = None, more: bytes = b""
) -> bytes:
    """A PNG that says this of itself, with a body of nothing; `more` stands ahead of the body."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = _nothing(height * (1 + width * channels * depth // 8)) if body is None else body
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _nothing(size: int) -> bytes:
    packer, piece = zlib.compressobj(1), bytes(1 << 20)
    return b"".join(packer.compress(piece) for _ in range((size >> 20) + 1)) + packer.flush()


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, after: bytes = b"", **how: Any) -> bytes:
    """An ordinary JPEG with these segments at its head and these bytes behind its end."""
    return SOI + b"".join(segments) + picture("JPEG", **how)[2:] + after


def exif(*entries: bytes, then: int = 0, rest: bytes = b"", count: int | None = None) -> bytes:
    """A segment of EXIF: one directory of these entries, the offset of the next one, and what lies behind."""
    stated = len(entries) if count is None else count
    directory = struct.pack("<H", stated & 0xFFFF) + b"".join(entries) + struct.pack("<I", then)
    return segment(APP1, b"Exif\0\0II*\0\x08\0\0\0" + directory + rest)


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    """An entry of an EXIF directory."""
    return struct.pack("<HHII", tag, kind, count & 0xFFFFFFFF, value & 0xFFFFFFFF)


def with_more_scans(times: int, size: tuple[int, int]) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = picture("JPEG", size, progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:last] + whole[last:-2] * times + EOI
