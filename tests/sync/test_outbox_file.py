"""What a phone exported because it could not send is taken in as if it had pushed, or refused with a clear word."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.evidence import store
from server.ids import new_id
from server.sync import outbox_import
from server.sync.tables import RejectRow
from server.trail.tables import TrailEntryRow
from tests.field import Field, a_field, find, open_visit
from tests.phone import START, Phone, a_blob

PHOTO = b"\xff\xd8" + bytes(range(256)) * 1200


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def full(field: Field) -> Field:
    """A phone with a check-in, a finding and its photo, none of it sent."""
    open_visit(field.phone, field)
    find(field.phone, field)
    field.phone.record(
        "evidence.taken", field.visit, blobs=[a_blob(PHOTO)], finding=None, inspection_item="fire-exit", line="1",
        sha256=a_blob(PHOTO)["sha256"], caption="",
    )  # fmt: skip
    return field


def exported(phone: Phone, first: int = 1, photos: tuple[bytes, ...] = (PHOTO,), **changed: Any) -> dict[str, bytes]:
    """The file's members as the phone writes them."""
    told = {
        "format": "mashang-outbox", "v": 1, "device": phone.device, "account": phone.account, "from": first,
        "to": len(phone.operations), "before": {"head": phone.heads[first - 1]}, "head": phone.heads[-1],
    } | changed  # fmt: skip
    texts = {
        f"operations/{dseq:08}.json": text.encode()
        for dseq, text in enumerate(phone.operations, 1)
        if dseq >= first
    }  # fmt: skip
    pictures = {f"photos/{hashlib.sha256(each).hexdigest()}": each for each in photos}
    return {"outbox.json": json.dumps(told).encode(), **texts, **pictures}


def take(folder: Path, members: dict[str, bytes]) -> tuple[int, str, str]:
    path = folder / "outbox.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    out, err = io.StringIO(), io.StringIO()
    code = outbox_import.run(path, out, err)
    db.session.expire_all()
    return code, out.getvalue(), err.getvalue()


def bodies() -> list[str]:
    rows = db.session.query(TrailEntryRow).filter(TrailEntryRow.device_id.is_not(None)).order_by(TrailEntryRow.dseq)
    return [bytes(row.body).decode() for row in rows]


def statuses() -> set[str]:
    rows = db.session.query(TrailEntryRow).filter(TrailEntryRow.device_id.is_not(None))
    return {row.status for row in rows}


def test_what_could_not_be_sent_is_stored_byte_for_byte_and_acted_upon(full: Field, tmp_path: Path):
    code, out, _ = take(tmp_path, exported(full.phone))

    assert code == 0
    assert (bodies(), statuses()) == (full.phone.operations, {"applied"})
    assert store.path(a_blob(PHOTO)["sha256"]).read_bytes() == PHOTO
    assert out.splitlines()[1:] == ["operations: 1..3: 3 applied", "photos: 1 stored"]


def test_a_second_time_and_the_phone_s_own_push_add_nothing(full: Field, tmp_path: Path):
    take(tmp_path, exported(full.phone))

    code, out, _ = take(tmp_path, exported(full.phone))
    pushed = full.phone.push()

    assert code == 0 and "3 duplicate" in out and "1 there already" in out
    assert {each["status"] for each in pushed.json["results"]} == {"duplicate"}
    assert bodies() == full.phone.operations


def test_a_file_that_begins_behind_what_is_here_goes_on_from_there(full: Field, tmp_path: Path):
    full.phone.push(1, 2)

    code, out, _ = take(tmp_path, exported(full.phone, first=2))

    assert code == 0 and "1 applied" in out and "1 duplicate" in out
    assert bodies() == full.phone.operations


def test_a_file_that_begins_too_late_says_what_is_missing(full: Field, tmp_path: Path):
    code, _, err = take(tmp_path, exported(full.phone, first=3))

    assert (code, bodies()) == (2, [])
    assert "operation 1" in err


def test_of_a_revoked_device_everything_is_kept_and_nothing_acted_upon(full: Field, tmp_path: Path):
    devices.revoke(full.phone.device)

    code, out, _ = take(tmp_path, exported(full.phone))

    assert (code, bodies(), statuses()) == (0, full.phone.operations, {"quarantined"})
    assert "3 quarantined" in out and "1 stored" in out


def test_of_a_device_nobody_enrolled_everything_is_kept_and_nothing_acted_upon(full: Field, tmp_path: Path):
    with transaction():
        db.session.delete(db.session.get_one(DeviceRow, full.phone.device))

    code, _, _ = take(tmp_path, exported(full.phone))
    again, out, _ = take(tmp_path, exported(full.phone))

    assert (code, again, bodies(), statuses()) == (0, 0, full.phone.operations, {"quarantined"})
    assert db.session.get_one(DeviceRow, full.phone.device).revoked_at is not None
    assert "3 duplicate" in out


def test_of_an_account_nobody_knows_nothing_is_taken(full: Field, tmp_path: Path):
    code, _, err = take(tmp_path, exported(full.phone, device=new_id(), account=new_id()))

    assert code == 2 and "account" in err and bodies() == []


def test_of_another_account_than_the_device_s_nothing_is_taken(full: Field, tmp_path: Path):
    code, _, err = take(tmp_path, exported(full.phone, account=new_id()))

    assert code == 2 and "another account" in err and bodies() == []


def test_strays_are_kept_aside_once(full: Field, tmp_path: Path):
    stray = b'{"v":1,"dseq":2}'
    members = exported(full.phone) | {f"strays/{hashlib.sha256(stray).hexdigest()}.json": stray}

    take(tmp_path, members)
    code, out, _ = take(tmp_path, members)

    assert code == 0 and "strays: 1 kept aside" in out
    assert [bytes(row.body) for row in db.session.query(RejectRow)] == [stray]


def test_a_photo_no_operation_names_is_said_and_left_out(full: Field, tmp_path: Path):
    code, out, _ = take(tmp_path, exported(full.phone, photos=(PHOTO, b"another")))

    assert code == 0 and "photos: 1 not named, 1 stored" in out


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda members: {key: value for key, value in members.items() if key != name}


def told(**changed: Any) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda members: members | {"outbox.json": json.dumps(json.loads(members["outbox.json"]) | changed).encode()}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (without("outbox.json"), "outbox.json is missing"),
        (lambda members: members | {"outbox.json": b"{"}, "not JSON"),
        (lambda members: members | {"outbox.json": b"[" * 100_000}, "not JSON"),
        (told(format="other"), "not of an outbox file"),
        (told(v=2), "version 1"),
        (told(device="x"), "device"),
        (told(before=None), "before"),
        (told(head="f" * 64), "chain"),
        (told(before={"head": "f" * 64}), "chain"),
        (told(**{"from": 2}), "operation 2 is missing"),
        (without("operations/00000002.json"), "operation 2 is missing"),
        (without("operations/00000003.json"), "chain"),
        (lambda members: members | {"operations/00000002.json": b"{}"}, "chain"),
        (lambda members: members | {f"photos/{a_blob(PHOTO)['sha256']}": PHOTO[:-1]}, "damaged"),
        (lambda members: members | {f"strays/{START}.json": b"{}"}, "damaged"),
        (lambda members: members | {"operations/00000004.json": b" " * (1024 * 1024 + 1)}, "larger"),
    ],
)
def test_a_broken_file_stores_nothing_and_says_where_it_is_broken(
    full: Field, tmp_path: Path, broken: Callable[[dict[str, bytes]], dict[str, bytes]], said: str
):
    code, out, err = take(tmp_path, broken(exported(full.phone)))

    assert (code, out, bodies()) == (2, "", [])
    assert said in err


def test_what_is_no_archive_or_a_torn_one_is_said(full: Field, tmp_path: Path):
    take(tmp_path, exported(full.phone))
    whole = (tmp_path / "outbox.zip").read_bytes()
    for content in (b"", b"PK", b"no archive at all", whole[: len(whole) // 2], whole[:-1]):
        (tmp_path / "torn.zip").write_bytes(content)
        err = io.StringIO()

        assert outbox_import.run(tmp_path / "torn.zip", io.StringIO(), err) == 2
        assert "not a whole ZIP archive" in err.getvalue()
