"""What phones push is stored exactly once, in order, and nothing it says can stop the line."""

import gzip
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.accounts import devices
from server.db import db
from server.ids import new_id
from server.trail.tables import TrailEntryRow
from server.visits.tables import FindingRow
from tests.field import Field, a_field, find, open_visit


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def stored(field: Field) -> list[str]:
    rows = db.session.execute(
        select(TrailEntryRow.body).where(TrailEntryRow.device_id == field.phone.device).order_by(TrailEntryRow.dseq)
    )
    return [bytes(row.body).decode() for row in rows]


def findings() -> int:
    return db.session.scalar(select(func.count()).select_from(FindingRow)) or 0


def test_what_the_phone_recorded_is_stored_byte_for_byte_and_confirmed_by_its_head(field: Field):
    open_visit(field.phone, field)
    find(field.phone, field)

    answer = field.phone.push()

    assert answer.status_code == 200
    assert answer.headers["X-Mashang-Sync"] == "1"
    assert (answer.json["acked"], answer.json["head"]) == (2, field.phone.heads[2])
    assert [result["status"] for result in answer.json["results"]] == ["applied", "applied"]
    assert stored(field) == field.phone.operations


def test_pushing_twice_is_the_same_as_once(field: Field):
    open_visit(field.phone, field)
    find(field.phone, field)
    first = field.phone.push()

    again = field.phone.push()

    assert (again.json["acked"], again.json["head"]) == (first.json["acked"], first.json["head"])
    assert [result["status"] for result in again.json["results"]] == ["duplicate", "duplicate"]
    assert stored(field) == field.phone.operations
    assert findings() == 1


def test_a_batch_that_begins_before_the_end_adds_only_what_is_new(field: Field):
    open_visit(field.phone, field)
    field.phone.push()
    find(field.phone, field)

    answer = field.phone.push()

    assert [result["status"] for result in answer.json["results"]] == ["duplicate", "applied"]


def test_a_gap_is_told_which_operation_is_expected(field: Field):
    for _ in range(3):
        open_visit(field.phone, field)

    answer = field.phone.push(first=2)

    assert answer.status_code == 409
    assert (answer.json["code"], answer.json["facts"]) == ("gap", {"expect": 1})
    assert stored(field) == []


def test_other_bytes_under_a_known_number_are_a_fork(field: Field):
    open_visit(field.phone, field)
    field.phone.push()
    field.phone.operations.clear()
    del field.phone.heads[1:]
    open_visit(field.phone, field)

    answer = field.phone.push()

    assert (answer.status_code, answer.json["code"]) == (409, "fork")


def test_a_chain_that_does_not_add_up_stores_nothing(field: Field):
    open_visit(field.phone, field)

    answer = field.phone.push(head="ab" * 32)

    assert (answer.status_code, answer.json["code"]) == (422, "bad_chain")
    assert stored(field) == []


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda field: field.phone.record("visit.sung", field.visit), "unknown_kind"),
        (lambda field: field.phone.record("line.answered", field.visit, value="maybe"), "invalid"),
        (lambda field: find(field.phone, field, visit=new_id()), "unknown_visit"),
        (lambda field: find(field.phone, field, item_version=new_id()), "unknown_item"),
        (lambda field: find(field.phone, field, text="\0"), "invalid"),
        (lambda field: find(field.phone, field, item_version="\0"), "invalid"),
        (lambda field: find(field.phone, field, item_version=["a"]), "invalid"),
        (lambda field: field.phone.record("visit.closed", field.visit, envelope={"account": new_id()}), "not_yours"),
        (lambda field: field.phone.record("visit.closed", field.visit, envelope={"dseq": 7}), "out_of_place"),
        (lambda field: field.phone.record("visit.closed", field.visit, envelope={"made_at": "yesterday"}), "malformed"),
        (lambda field: field.phone.keep("not JSON"), "malformed"),
        (lambda field: field.phone.keep("[" * 100_000), "malformed"),
    ],
)
def test_what_cannot_be_used_is_kept_and_holds_up_nothing_behind_it(field: Field, spoil, code: str):
    open_visit(field.phone, field)
    spoil(field)
    find(field.phone, field)

    answer = field.phone.push()

    assert [result["status"] for result in answer.json["results"]] == ["applied", "quarantined", "applied"]
    assert answer.json["results"][1]["code"] == code
    assert stored(field) == field.phone.operations
    assert findings() == 1


def test_an_id_used_before_is_kept_under_another(field: Field):
    first = open_visit(field.phone, field)
    field.phone.record("visit.opened", field.visit, envelope={"id": first})

    answer = field.phone.push()

    assert answer.json["results"][1] == {"dseq": 2, "id": first, "status": "quarantined", "code": "id_clash"}
    assert stored(field) == field.phone.operations


def test_a_finding_recorded_twice_under_one_id_leaves_the_others_alone(field: Field):
    open_visit(field.phone, field)
    finding = find(field.phone, field)
    find(field.phone, field, finding=finding)
    find(field.phone, field)

    answer = field.phone.push()

    assert [result["status"] for result in answer.json["results"]] == ["applied", "applied", "quarantined", "applied"]
    assert findings() == 2


def test_a_revoked_device_is_refused(field: Field):
    open_visit(field.phone, field)
    devices.revoke(field.phone.device)

    answer = field.phone.push()

    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")


def test_a_token_nobody_knows_is_sent_to_sign_in(field: Field):
    open_visit(field.phone, field)
    field.phone.token = "stolen"

    answer = field.phone.push()

    assert (answer.status_code, answer.json["facts"]) == (401, {"login": "/sign-in"})
    assert answer.headers["X-Mashang-Sync"] == "1"


def test_a_batch_of_another_device_is_refused(field: Field):
    open_visit(field.phone, field)

    answer = field.phone.push(device=field.fire.phones[1].device)

    assert (answer.status_code, answer.json["code"]) == (403, "device_unknown")


def test_enrolling_again_gives_a_new_token_and_keeps_the_chain(field: Field):
    open_visit(field.phone, field)
    field.phone.push()

    enrolled = devices.enrol(field.phone.account, field.phone.device, "same phone")

    assert (enrolled.last_dseq, enrolled.head) == (1, field.phone.heads[1])
    assert field.phone.push().status_code == 401


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"proto": 2}, 426),
        ({"from": "1"}, 400),
        ({"to": 5}, 400),
        ({"operations": []}, 400),
        ({"operations": [{}]}, 400),
        ({"head": None}, 400),
        ({"device": {"$ne": 1}}, 400),
    ],
)
def test_a_message_of_another_shape_is_refused_whole(field: Field, changed: dict, status: int):
    open_visit(field.phone, field)

    assert field.phone.push(**changed).status_code == status
    assert stored(field) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (gzip.compress(b"0" * 64 * 1024 * 1024), 413),
        (gzip.compress(b"[" * 4_000_000 + b"]" * 4_000_000), 400),
        (gzip.compress(b"[" * 50 + b"]" * 50), 400),
        (gzip.compress(json.dumps({"proto": 1}).encode())[:-4], 400),
        (b"\x1f\x8b", 400),
        (b"x" * 1_100_000, 413),
        (gzip.compress(b'{"a":"\xff"}'), 400),
    ],
    ids=["bomb", "deep bomb", "deep", "cut off", "two bytes", "too long", "no text"],
)
def test_hostile_bodies_are_refused_before_they_are_looked_at(field: Field, body: bytes, status: int):
    headers = {**field.phone.authorization, "Content-Encoding": "gzip"}

    answer = field.client.post("/sync/v1/push", data=body, headers=headers)

    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_plain_body_is_as_good_as_a_packed_one(field: Field):
    open_visit(field.phone, field)

    answer = field.client.post("/sync/v1/push", json=field.phone.batch(), headers=field.phone.authorization)

    assert answer.json["acked"] == 1


def test_hello_agrees_on_the_protocol_and_names_the_epoch(client: FlaskClient):
    one = client.post("/sync/v1/hello", json={"proto": [1], "app": "test", "schema": 1})
    two = client.post("/sync/v1/hello", json={"proto": [1, 2]})

    assert one.json["proto"] == 1
    assert one.json["epoch"] == two.json["epoch"]
    assert client.post("/sync/v1/hello", json={"proto": [7]}).status_code == 426
    assert client.post("/sync/v1/hello", json=[]).status_code == 400
