"""Whole messages that are refused are kept as they came, once, within bounds, and oversight is told."""

import gzip
import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import devices
from server.db import db
from server.oversight.tables import IrregularityRow
from server.sync import gaps, rejects
from server.sync.tables import RejectRow
from tests.field import Field, a_field, open_visit


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def kept() -> list[tuple[str, bytes]]:
    return [(row.code, bytes(row.body)) for row in db.session.query(RejectRow).order_by(RejectRow.received_at)]


def test_a_broken_chain_is_kept_raw_with_an_alarm(field: Field):
    open_visit(field.phone, field)

    field.phone.push(head="ab" * 32)

    [(code, body)] = kept()
    assert code == "bad_chain"
    assert json.loads(gzip.decompress(body)) == field.phone.batch() | {"head": "ab" * 32}
    [alarm] = db.session.query(IrregularityRow)
    assert (alarm.kind, alarm.visit_id, alarm.agency_id) == ("sync_refused", None, "fire-rescue")
    assert alarm.facts["device"] == field.phone.device


def test_a_fork_is_kept_raw(field: Field):
    open_visit(field.phone, field)
    field.phone.push()
    field.phone.operations.clear()
    del field.phone.heads[1:]
    open_visit(field.phone, field)

    field.phone.push()

    assert [code for code, _ in kept()] == ["fork"]


def test_the_same_message_again_is_kept_once_and_raises_one_alarm(field: Field):
    headers = {**field.phone.authorization, "Content-Encoding": "gzip"}
    for body in (b"rubbish", b"rubbish", b"other rubbish"):
        assert field.client.post("/sync/v1/push", data=body, headers=headers).status_code == 400

    assert kept() == [("malformed", b"rubbish"), ("malformed", b"other rubbish")]
    assert db.session.query(IrregularityRow).count() == 1


def test_the_oldest_give_way_when_there_is_too_much(field: Field, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rejects, "MOST_BYTES", 25)

    for number in range(5):
        field.client.post("/sync/v1/push", data=f"rubbish {number}!", headers=field.phone.authorization)

    assert [body for _, body in kept()] == [b"rubbish 3!", b"rubbish 4!"]


def test_what_nobody_known_sends_is_not_kept(field: Field):
    field.client.post("/sync/v1/push", data=b"rubbish", headers={"Authorization": "Device stolen"})

    assert kept() == []


def test_a_gap_that_is_filled_within_a_day_is_forgotten(field: Field):
    for _ in range(2):
        open_visit(field.phone, field)
    field.phone.push(first=2)
    field.phone.push()

    a_day_later()

    assert (kept(), alarms()) == ([], [])


def test_a_gap_that_stays_is_told_and_its_message_stays_too(field: Field):
    for _ in range(3):
        open_visit(field.phone, field)
    field.phone.push(last=1)
    field.phone.push(first=3)
    assert alarms() == []

    a_day_later()
    a_day_later()

    assert [code for code, _ in kept()] == ["open_gap"]
    assert alarms() == [("sync_refused", "gap", 2)]


def a_day_later() -> None:
    with clock.at(clock.now() + timedelta(hours=25)):
        gaps.look()


def alarms() -> list[tuple[str, str, int | None]]:
    return [(row.kind, row.facts["code"], row.facts.get("expect")) for row in db.session.query(IrregularityRow)]


def test_a_revoked_phone_that_goes_on_sending_is_told_of_and_nothing_of_it_counts(field: Field):
    open_visit(field.phone, field)
    devices.revoke(field.phone.device)

    assert field.phone.push().json["code"] == "device_revoked"

    assert [code for code, _ in kept()] == ["device_revoked"]
    assert alarms() == [("sync_refused", "device_revoked", None)]


def test_the_supervisors_list_says_in_words_what_was_refused(field: Field, client: FlaskClient):
    from server.vocabulary import Role
    from tests.builders import an_account, signed_in

    open_visit(field.phone, field)
    field.phone.push(head="ab" * 32)

    page = signed_in(client, an_account(Role.SUPERVISOR)).get("/desk/irregularities").text

    assert "手机上传被拒收" in page
    assert "记录链校验不符" in page
