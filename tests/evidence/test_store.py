"""Evidence is stored under its digest or not at all."""

import hashlib
import io

import pytest
from flask import Flask
from PIL import Image

from server.db import transaction
from server.evidence import photos, store
from server.refusals import HASH_MISMATCH, WRONG_OFFSET, Refused

DATA = b"0123456789" * 100
DIGEST = hashlib.sha256(DATA).hexdigest()


def test_a_file_arrives_in_chunks_and_is_kept_under_its_digest(app: Flask):
    assert store.take(DIGEST, 0, 1000, DATA[:600]) == 600
    assert store.folder().offset(DIGEST) == 600

    assert store.take(DIGEST, 600, 1000, DATA[600:]) == 1000

    assert store.path(DIGEST).read_bytes() == DATA
    assert store.path(DIGEST).parent.name == DIGEST[:2]
    assert store.folder().offset(DIGEST) == 0


def test_a_chunk_that_does_not_continue_is_told_where_the_upload_stands(app: Flask):
    store.take(DIGEST, 0, 1000, DATA[:600])

    with pytest.raises(Refused) as refused:
        store.take(DIGEST, 700, 1000, DATA[700:])

    assert refused.value.reason is WRONG_OFFSET
    assert refused.value.facts == {"offset": 600}


def test_a_file_with_another_digest_is_thrown_away(app: Flask):
    with pytest.raises(Refused) as refused:
        store.take(DIGEST, 0, 1000, b"x" * 1000)

    assert refused.value.reason is HASH_MISMATCH
    assert not store.folder().has(DIGEST)
    assert store.folder().offset(DIGEST) == 0


def test_a_file_of_more_than_25_megabytes_is_refused_at_its_first_chunk(app: Flask):
    with pytest.raises(Refused):
        store.take(DIGEST, 0, store.MOST_BYTES + 1, DATA)


def test_the_small_picture_stays_under_20_kib_and_has_no_metadata(app: Flask):
    sha256 = _kept(_picture((4000, 3000)))

    small = photos.thumbnail(sha256)

    assert small is not None
    assert len(small) <= 20 * 1024
    with Image.open(io.BytesIO(small)) as image:
        assert max(image.size) == 320
        assert not image.getexif()


def test_a_file_that_is_no_picture_has_no_small_picture(app: Flask):
    assert photos.thumbnail(_kept(b"%PDF-1.7")) is None


def test_a_picture_with_too_many_pixels_is_not_opened(app: Flask):
    assert photos.thumbnail(_kept(_picture((8_000, 7_000)))) is None


def _kept(data: bytes) -> str:
    with transaction():
        return store.keep(data, "image/jpeg")


def _picture(size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    image = Image.effect_noise((size[0] // 10, size[1] // 10), 80).resize(size)
    exif = Image.Exif()
    exif[0x010E] = "somebody's name"
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()
