"""Photos arrive in pieces that resume, under their digest, and only where an operation names them."""

import hashlib
import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import delete, select

from server.db import db, transaction
from server.evidence import store
from server.ids import new_id
from server.sync import arrivals, projections
from server.sync.packing import unpacked
from server.sync.tables import ArrivalRow, RecordRow
from tests.field import Field, a_field, an_office, find, open_visit
from tests.phone import a_blob


def _photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((400, 300), 60).save(file, "JPEG")
    return file.getvalue()


PHOTO = _photo()
DIGEST = hashlib.sha256(PHOTO).hexdigest()
HALF = len(PHOTO) // 2


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    field.phone.record(
        "evidence.taken", field.visit, finding=None, inspection_item="fire-exit", line="1", sha256=DIGEST, caption="",
        blobs=[a_blob(PHOTO)],
    )  # fmt: skip
    return field


def records() -> list[Any]:
    return list(db.session.execute(select(*RecordRow.__table__.c).order_by(RecordRow.feed, RecordRow.entity_id)))


def test_a_push_says_which_photos_are_still_to_come(field: Field):
    assert field.phone.push().json["need_blobs"] == [DIGEST]
    assert field.phone.push().json["need_blobs"] == [DIGEST]

    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)

    assert field.phone.push().json["need_blobs"] == []


def test_a_photo_arrives_in_pieces_and_resumes_where_it_stands(field: Field):
    field.phone.push()
    assert (field.phone.head(DIGEST).status_code, field.phone.head(DIGEST).headers["Upload-Offset"]) == (204, "0")

    first = field.phone.send(DIGEST, 0, len(PHOTO), PHOTO[:HALF])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, str(HALF))
    assert field.phone.head(DIGEST).headers["Upload-Offset"] == str(HALF)
    second = field.phone.send(DIGEST, HALF, len(PHOTO), PHOTO[HALF:])

    assert (second.status_code, second.headers["Upload-Complete"]) == (201, "?1")
    assert field.phone.head(DIGEST).headers["Upload-Complete"] == "?1"
    assert store.path(DIGEST).read_bytes() == PHOTO
    assert field.phone.send(DIGEST, 0, len(PHOTO), PHOTO).status_code == 201


def test_the_visit_says_when_the_photo_has_arrived(field: Field):
    field.phone.push()
    assert [file["stored"] for file in field.phone.visit(field.visit)["evidence"]] == [False]

    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)

    assert [file["stored"] for file in field.phone.visit(field.visit)["evidence"]] == [True]


def test_what_an_arrival_says_is_what_the_visit_put_together_anew_says(field: Field):
    projections.publish_all()
    find(field.phone, field, evidence=[DIGEST])
    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)
    arrivals.tell()
    said = records()

    projections.publish_all()

    assert records() == said
    assert {row.entity for row in said if b'"stored":true' in unpacked(row.form)} == {"visit", "enterprise_visit"}
    assert not any(b'"stored":false' in unpacked(row.form) for row in said)


def test_photos_that_came_one_by_one_are_told_in_one_change(field: Field):
    photos = [PHOTO, b"one more", b"and another"]
    digests = [hashlib.sha256(photo).hexdigest() for photo in photos]
    field.phone.record(
        "finding.recorded", field.visit, blobs=[a_blob(photo) for photo in photos[1:]], finding=new_id(),
        **field.fire.at_line(), text="安全出口上锁", severity="serious", correction_due=None, evidence=digests,
        corrects=None,
    )  # fmt: skip
    field.phone.push()
    before = {(row.feed, row.entity, row.entity_id): row.rev for row in records()}

    for digest, photo in zip(digests, photos, strict=True):
        assert field.phone.send(digest, 0, len(photo), photo).status_code == 201
    told = field.phone.visit(field.visit)["evidence"]

    assert [(each["sha256"], each["stored"]) for each in told] == [(digest, True) for digest in digests]
    moved = {row.entity: row.rev - before[row.feed, row.entity, row.entity_id] for row in records()}
    assert (moved["visit"], moved["enterprise_visit"]) == (1, 1)


def test_whoever_finds_that_another_has_told_already_goes_on(app: Flask, field: Field):
    def tell() -> None:
        with app.app_context():
            arrivals.tell()
            db.session.remove()

    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)
    with ThreadPoolExecutor(1) as beside:
        with transaction():
            db.session.execute(delete(ArrivalRow))
            telling = beside.submit(tell)
            time.sleep(0.3)
        telling.result(20)


def test_a_piece_at_the_wrong_place_is_told_the_right_one(field: Field):
    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO[:HALF])

    answer = field.phone.send(DIGEST, HALF + 1, len(PHOTO), PHOTO[HALF + 1 :])

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, str(HALF))
    assert answer.json["facts"] == {"offset": HALF}


def test_other_bytes_than_announced_are_not_kept(field: Field):
    field.phone.push()

    answer = field.phone.send(DIGEST, 0, len(PHOTO), bytes(len(PHOTO)))

    assert (answer.status_code, answer.json["code"]) == (422, "hash_mismatch")
    assert not store.folder().has(DIGEST)
    assert field.phone.head(DIGEST).headers["Upload-Offset"] == "0"


def test_a_piece_damaged_on_the_way_is_not_kept(field: Field):
    field.phone.push()

    answer = field.phone.send(DIGEST, 0, len(PHOTO), PHOTO[:HALF], Content_Digest=f"sha-256=:{'A' * 43}=:")

    assert (answer.status_code, answer.json["code"]) == (422, "chunk_mismatch")
    assert field.phone.head(DIGEST).headers["Upload-Offset"] == "0"


def test_a_photo_nobody_named_is_neither_taken_nor_said_to_be_here(field: Field):
    stranger = field.fire.phones[1]
    assert field.phone.send(DIGEST, 0, len(PHOTO), PHOTO).status_code == 404
    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)

    assert stranger.head(DIGEST).status_code == 404
    assert stranger.send(DIGEST, 0, len(PHOTO), PHOTO).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload_Offset": "x"},
        {"Upload_Length": "-1"},
        {"Upload_Length": "0"},
        {"Upload_Length": "5"},
        {"Content_Digest": "md5"},
    ],
)
def test_headers_of_another_shape_are_refused(field: Field, headers: dict[str, str]):
    field.phone.push()

    assert field.phone.send(DIGEST, 0, len(PHOTO), PHOTO, **headers).status_code == 400


def test_a_piece_of_more_than_one_mebibyte_and_a_file_of_more_than_25_are_refused(field: Field):
    field.phone.push()

    assert field.phone.send(DIGEST, 0, 2_000_000, bytes(1024 * 1024 + 1)).status_code == 413
    assert field.phone.send(DIGEST, 0, 30_000_000, bytes(10)).status_code == 413


def test_the_original_is_handed_over_as_an_attachment_to_those_whose_visit_shows_it(field: Field, client: FlaskClient):
    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)
    stranger = an_office(client, "market-regulation", "food", "market").phone

    answer = field.fire.phones[1].get(DIGEST)

    assert answer.data == PHOTO
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert stranger.get(DIGEST).status_code == 404
    assert field.phone.get("../" + "a" * 61).status_code == 404


def test_the_small_picture_is_for_viewing(field: Field):
    field.phone.push()
    assert field.phone.get(DIGEST, "/thumbnail").status_code == 404
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)

    answer = field.phone.get(DIGEST, "/thumbnail")

    assert answer.mimetype == "image/jpeg"
    assert len(answer.data) <= 20 * 1024
