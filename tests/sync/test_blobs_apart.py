"""Photos from several sides at once, small pictures ahead of them, and disks and connections that give way."""

import errno
import hashlib
import io
import os
import shutil
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from server.accounts.tables import AccountRow
from server.db import db
from server.evidence import folder, store
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.field import Field, a_field, find, open_visit
from tests.phone import Phone, a_blob

Disk = namedtuple("Disk", "total used free")


def picture(kind: str = "JPEG", size: int = 120) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((size, size), 40).convert("RGB").save(file, kind, quality=70)
    return file.getvalue()


PHOTO = os.urandom(3_000_000)
DIGEST = hashlib.sha256(PHOTO).hexdigest()
PIECE = 256 * 1024


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    find(field.phone, field, evidence=[DIGEST], blobs=[a_blob(PHOTO)])
    field.phone.push()
    return field


def second_phone(field: Field) -> Phone:
    account = db.session.get_one(AccountRow, field.phone.account)
    return Phone(field.client, account, "fire-rescue")


def send_from(phone: Phone, offset: int, piece: int = PIECE) -> int:
    """Sends one piece from an offset; returns where to go on."""
    answer = phone.send(DIGEST, offset, len(PHOTO), PHOTO[offset : offset + piece])
    assert answer.status_code in (201, 204, 409), answer.text
    return int(answer.headers["Upload-Offset"]) if answer.status_code != 201 else len(PHOTO)


def test_another_phone_of_the_same_person_goes_on_where_the_first_stood(field: Field):
    reached = send_from(field.phone, 0)
    other = second_phone(field)

    assert int(other.head(DIGEST).headers["Upload-Offset"]) == reached
    while reached < len(PHOTO):
        reached = send_from(other, reached, 64 * 1024)

    assert store.path(DIGEST).read_bytes() == PHOTO
    assert field.phone.head(DIGEST).status_code == 200


def test_two_uploads_of_one_file_at_once_end_with_one_whole_file(app: Flask, field: Field):
    phones, faults = [field.phone, second_phone(field)], []

    def upload(phone: Phone) -> None:
        try:
            with app.app_context():
                reached = 0
                while reached < len(PHOTO):
                    reached = send_from(phone, reached)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=upload, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert store.path(DIGEST).read_bytes() == PHOTO
    assert list((store.folder().root / "partial").iterdir()) == []


def test_a_file_that_is_here_is_not_sent_again_by_whoever_names_it(field: Field):
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO[: 1024 * 1024])
    for offset in range(1024 * 1024, len(PHOTO), 1024 * 1024):
        field.phone.send(DIGEST, offset, len(PHOTO), PHOTO[offset : offset + 1024 * 1024])
    colleague = field.fire.phones[1]
    find(colleague, field, evidence=[DIGEST], blobs=[a_blob(PHOTO)])

    receipt = colleague.push().json

    assert (receipt["need_blobs"], receipt["stored"]) == ([], [DIGEST])
    assert colleague.head(DIGEST).status_code == 200


def test_a_pull_names_what_has_not_arrived_until_it_has(field: Field):
    def awaited() -> list[str]:
        return field.phone.post("pull", {"proto": 1, "cursor": None}).json["need_blobs"]

    assert awaited() == [DIGEST]
    reached = 0
    while reached < len(PHOTO):
        reached = send_from(field.phone, reached, 1024 * 1024)
    assert awaited() == []


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class CutShort:
    """A file on a disk that takes half of what is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk[: len(chunk) // 2])
        self._file.flush()
        no_space()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_full_disk_is_said_and_what_was_sent_before_stays(field: Field, monkeypatch: pytest.MonkeyPatch):
    reached = send_from(field.phone, 0)
    locked = folder._locked

    @contextmanager
    def full(path: Path) -> Iterator[Any]:
        with locked(path) as file:
            yield CutShort(file)

    monkeypatch.setattr(folder, "_locked", full)
    answer = field.phone.send(DIGEST, reached, len(PHOTO), PHOTO[reached : reached + PIECE])
    monkeypatch.undo()

    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (507, "disk_full", "600")
    assert int(field.phone.head(DIGEST).headers["Upload-Offset"]) == reached
    assert send_from(field.phone, reached) == reached + PIECE


def test_a_file_that_the_disk_did_not_take_is_begun_again(field: Field, monkeypatch: pytest.MonkeyPatch):
    reached = 0
    while reached + PIECE < len(PHOTO):
        reached = send_from(field.phone, reached)
    monkeypatch.setattr(folder.os, "fsync", no_space)
    answer = field.phone.send(DIGEST, reached, len(PHOTO), PHOTO[reached:])
    monkeypatch.undo()

    assert answer.status_code == 507
    assert int(field.phone.head(DIGEST).headers["Upload-Offset"]) == 0


def test_files_leave_the_database_its_room(field: Field, monkeypatch: pytest.MonkeyPatch):
    gib = 1024**3
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(100 * gib, 99 * gib, gib))

    answer = field.phone.send(DIGEST, 0, len(PHOTO), PHOTO[:PIECE])

    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "600")
    find(field.phone, field)
    assert field.phone.push(3).status_code == 200


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_small_picture_comes_ahead_and_is_marked(field: Field, kind: str):
    answer = put(field.phone, picture(kind))

    assert answer.status_code == 204
    [shown] = field.phone.visit(field.visit)["evidence"]
    assert (shown["preview"], shown["stored"]) == (True, False)
    small = field.phone.get(DIGEST, "/thumbnail")
    assert (small.mimetype, small.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert field.phone.get(DIGEST).status_code == 404


def test_the_supervisor_sees_it_before_the_original(field: Field):
    put(field.phone, picture())
    desk = signed_in(field.client, an_account(Role.SUPERVISOR))

    assert desk.get(f"/desk/evidence/{DIGEST}").mimetype == "image/jpeg"
    assert "预览" in desk.get(f"/desk/visits/{field.visit}").text


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"", 415, "not_an_image"),
        (b"\xff\xd8\xff rubbish", 415, "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not_an_image"),
        (picture("PNG", 20), 415, "not_an_image"),
        (picture(size=120) + bytes(20 * 1024), 413, "too_large"),
    ],
    ids=["empty", "rubbish", "svg", "png", "too long"],
)
def test_a_small_picture_that_is_none_is_refused(field: Field, data: bytes, status: int, code: str):
    answer = put(field.phone, data)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [each["preview"] for each in field.phone.visit(field.visit)["evidence"]] == [False]


def test_nobody_sends_a_small_picture_for_a_file_he_did_not_name(field: Field):
    assert put(field.fire.phones[1], picture()).json["code"] == "undeclared"


def test_a_manager_sees_the_small_picture_and_not_the_original(field: Field):
    manager = Phone(field.client, an_account(Role.MANAGER, enterprise=field.enterprise), "")
    stranger = Phone(field.client, an_account(Role.MANAGER), "")
    put(field.phone, picture())

    assert manager.get(DIGEST, "/thumbnail").status_code == 200
    assert manager.get(DIGEST).status_code == 404
    assert stranger.get(DIGEST, "/thumbnail").status_code == 404


def put(phone: Phone, data: bytes):
    return phone.client.put(f"/sync/v1/blob/{DIGEST}/thumbnail", data=data, headers=phone.authorization)
