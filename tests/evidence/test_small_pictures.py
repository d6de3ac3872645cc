"""What people are shown of a picture is made anew by the child: small, upright, without what else the file held."""

import io
import struct
import zlib

import pytest
from flask import Flask
from PIL import Image

from server.db import transaction
from server.evidence import opening, photos, sent, store
from server.refusals import Refused
from tests.evidence.test_reading import peak_memory
from tests.pictures import as_bytes

ORIENTATION, ARTIST = 0x0112, 0x013B
pytestmark = pytest.mark.one_database


def test_nothing_but_pixels_comes_along() -> None:
    exif = Image.Exif()
    exif[ORIENTATION], exif[ARTIST] = 6, "<script>alert(1)</script>"
    photo = as_bytes(Image.new("RGB", (640, 320)), exif=exif, comment=b"<svg onload=alert(1)>", icc_profile=b"x" * 99)

    small = opening.small(photo)

    shown = Image.open(io.BytesIO(small))
    assert shown.size == (160, 320)
    assert not {"exif", "comment", "icc_profile", "xmp"} & shown.info.keys()
    assert b"alert" not in small


def test_a_picture_that_unpacks_to_more_than_the_child_may_hold_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        sent.require_photo(_deep_png(7000))

    assert refused.value.reason.code == "not_an_image"
    assert peak_memory() < 256 * 1024
    assert opening.small(as_bytes(Image.new("RGB", (40, 40))))


def test_a_file_of_which_no_picture_can_be_made_is_tried_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        sha256 = store.keep(_deep_png(7000), "image/png")
    assert photos.thumbnail(sha256) is None

    monkeypatch.setattr(opening, "small", lambda _: pytest.fail("tried again"))

    assert photos.thumbnail(sha256) is None


def _deep_png(edge: int) -> bytes:
    """A square of four channels of sixteen bits, all nothing: a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    line = bytes(1 + edge * 8)
    body = b"".join(packer.compress(line) for _ in range(edge)) + packer.flush()
    head = struct.pack(">IIBBBBB", edge, edge, 16, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
