"""A server restored from an older backup is filled up again by its phones, and nobody takes its numbers for the old."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server import config
from server.app import create_app
from server.db import db
from server.evidence import store
from server.sync import epoch, restoring
from server.trail.tables import TrailEntryRow
from tests.field import Field, a_field, answer, find, open_visit
from tests.phone import Phone, a_blob

PHOTO = b"\xff\xd8\xff" + bytes(5000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def restored(field: Field, app: Flask, settings: config.Settings, tmp_path: Path) -> Iterator[Field]:
    """Two operations and a photo, a backup, three more; then the backup is put back and served."""
    if not settings.database.startswith("sqlite"):
        pytest.skip("a backup is a file here; PostgreSQL's own restore is in script/fault")
    phone = field.phone
    open_visit(phone, field)
    find(phone, field, evidence=[DIGEST], blobs=[a_blob(PHOTO)])
    phone.push()
    phone.send(DIGEST, 0, len(PHOTO), PHOTO)
    phone.pull()
    live, backup = Path(settings.database.removeprefix("sqlite:///")), tmp_path / "backup.sqlite"
    copy(live, backup)
    for line in ("1", "2", "3"):
        answer(phone, field, "conforming", line)
    assert phone.push(3).json["acked"] == 5
    phone.pull()

    db.session.remove()
    db.engine.dispose()
    put_back(backup, live)
    again = create_app(settings)
    again.testing, again.test_client_class = True, app.test_client_class
    with again.app_context():
        phone.client = again.test_client()
        yield field
        db.session.remove()
        db.engine.dispose()


def copy(source: Path, to: Path) -> None:
    # A connection is in a cycle with its statements: unclosed, it would hold the file that is about to be replaced.
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to)) as file:
        live.backup(file)


def put_back(backup: Path, place: Path) -> None:
    for end in ("-wal", "-shm"):
        Path(f"{place}{end}").unlink(missing_ok=True)
    shutil.copy(backup, place)


def stored(phone: Phone) -> list[str]:
    rows = select(TrailEntryRow.body).where(TrailEntryRow.device_id == phone.device).order_by(TrailEntryRow.dseq)
    return [bytes(body).decode() for body in db.session.scalars(rows)]


def refill(phone: Phone) -> None:
    """What a phone does after `epoch`: pulls anew, and sends again from where the server stands."""
    phone.cursor = None
    phone.pull()
    answer = phone.post("pull", {"proto": 1, "cursor": phone.cursor}).json
    if answer["last_dseq"] < len(phone.operations):
        assert phone.push(answer["last_dseq"] + 1).json["head"] == phone.heads[-1]
    for sha256 in phone.post("pull", {"proto": 1, "cursor": phone.cursor}).json["need_blobs"]:
        assert phone.send(sha256, 0, len(PHOTO), PHOTO).status_code == 201


def test_a_new_epoch_sends_phones_back_and_they_fill_the_gap(restored: Field):
    before = epoch.current()
    restoring.begin_anew()

    answer = restored.phone.post("pull", {"proto": 1, "cursor": restored.phone.cursor})
    assert (answer.status_code, answer.json["code"]) == (409, "epoch")
    assert answer.json["facts"] == {"epoch": epoch.current()} != {"epoch": before}

    refill(restored.phone)
    assert stored(restored.phone) == restored.phone.operations


def test_a_cursor_from_the_future_betrays_the_restore_nobody_told_of(restored: Field):
    before = epoch.current()

    answer = restored.phone.post("pull", {"proto": 1, "cursor": restored.phone.cursor})

    assert answer.json["facts"] == {"epoch": epoch.current()} != {"epoch": before}
    refill(restored.phone)
    assert stored(restored.phone) == restored.phone.operations


def test_a_cursor_somebody_made_up_renews_nothing(restored: Field):
    before = epoch.current()
    made_up = {**restored.phone.cursor, "feeds": dict.fromkeys(restored.phone.cursor["feeds"], 2**31 - 1)}

    assert restored.phone.post("pull", {"proto": 1, "cursor": made_up}).status_code == 409
    assert epoch.current() == before


def test_a_push_that_goes_on_is_told_where_the_server_stands(restored: Field):
    restored.phone.record("visit.closed", restored.visit, summary="", outcomes=[])

    refused = restored.phone.push(6)

    assert (refused.status_code, refused.json["facts"]) == (409, {"expect": 3})
    assert restored.phone.push(3).json["acked"] == 6
    assert stored(restored.phone) == restored.phone.operations


def test_a_photo_whose_bytes_are_gone_is_asked_for_again(restored: Field):
    store.path(DIGEST).unlink()

    _, lost = restoring.begin_anew()

    assert lost == [DIGEST]
    assert restored.phone.head(DIGEST).headers["Upload-Offset"] == "0"
    refill(restored.phone)
    assert store.path(DIGEST).read_bytes() == PHOTO
    assert [each["stored"] for each in restored.phone.visit(restored.visit)["evidence"]] == [True]


def test_a_photo_that_outlived_the_database_is_recognised_without_its_bytes(restored: Field):
    row = store.stored(DIGEST)
    assert row is not None
    row.stored_at = None
    db.session.commit()

    answered = restored.phone.send(DIGEST, 0, len(PHOTO), PHOTO[:100])

    assert answered.status_code == 201
    assert store.stored(DIGEST) is not None
