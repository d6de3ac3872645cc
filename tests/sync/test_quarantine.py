"""What could not be used is kept, judged again when things have changed, and decided upon by the supervisor."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.accounts.tables import AccountRow
from server.db import db
from server.ids import new_id
from server.refusals import Refused
from server.sync import applying, protocol, quarantine, upkeep
from server.sync.quarantine import Decision
from server.sync.tables import QuarantineRow
from server.trail.tables import TrailEntryRow
from server.visits import bodies, commands
from server.visits.tables import CheckInRow, FindingRow
from server.vocabulary import Role
from tests.builders import an_account
from tests.field import Field, a_field, close, find, open_visit


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def supervisor(field: Field) -> AccountRow:
    return an_account(Role.SUPERVISOR)


def outcomes() -> list[tuple[str, str]]:
    rows = db.session.query(QuarantineRow).order_by(QuarantineRow.received_at, QuarantineRow.entry_id)
    return [(row.code, row.outcome) for row in rows.populate_existing()]


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_kind_of_tomorrow_is_acted_upon_after_the_upgrade(field: Field, monkeypatch: pytest.MonkeyPatch):
    operation = field.phone.record("visit.sung", field.visit)
    field.phone.push()
    upkeep.work()
    assert outcomes() == [("unknown_kind", "open")]

    monkeypatch.setitem(bodies.SHAPES, "visit.sung", bodies.SHAPES["visit.closed"])
    monkeypatch.setitem(applying.OPERATIONS, "visit.sung", commands.close_visit)
    upkeep.work()

    assert outcomes() == [("unknown_kind", "applied")]
    [entry] = db.session.query(TrailEntryRow).filter_by(kind="operation.applied")
    assert operation in bytes(entry.body).decode()


def test_a_newer_schema_waits_for_the_upgrade(field: Field, monkeypatch: pytest.MonkeyPatch):
    field.phone.record("visit.closed", field.visit, summary="", outcomes=[], envelope={"schema": 2})
    assert field.phone.push().json["results"][0]["code"] == "schema"

    monkeypatch.setattr(protocol, "SCHEMA", 2)
    upkeep.work()

    assert outcomes() == [("schema", "applied")]


def test_what_speaks_of_a_visit_not_yet_here_is_acted_upon_once_it_is(field: Field):
    unplanned = new_id()
    one, other = field.fire.phones
    find(other, field, visit=unplanned)
    assert other.push().json["results"][0]["code"] == "unknown_visit"

    open_visit(one, field, visit=unplanned, planned=False)
    one.push()
    upkeep.work()

    assert outcomes() == [("unknown_visit", "applied")]
    assert len(one.visit(unplanned)["findings"]) == 1


def test_what_nobody_can_mend_stays_where_it_is(field: Field):
    find(field.phone, field, text="\0")
    field.phone.push()

    upkeep.work()

    assert outcomes() == [("invalid", "open")]


def test_the_supervisor_lets_count_what_came_from_a_wrong_place_in_the_chain(field: Field, supervisor: AccountRow):
    operation = find(field.phone, field, envelope={"dseq": 7})
    field.phone.push()
    [row] = db.session.query(QuarantineRow)
    assert (row.code, count(FindingRow)) == ("out_of_place", 0)

    assert quarantine.apply_again(row.entry_id, Decision(supervisor.id, "核实为同一手机")) is None

    assert db.session.get(FindingRow, operation) is not None
    assert outcomes() == [("out_of_place", "applied")]


def test_an_id_used_twice_counts_under_the_id_it_was_kept_by(field: Field, supervisor: AccountRow):
    first = open_visit(field.phone, field)
    open_visit(field.phone, field, envelope={"id": first})
    field.phone.push()
    [row] = db.session.query(QuarantineRow)

    quarantine.apply_again(row.entry_id, Decision(supervisor.id, "两次入企"))

    assert count(CheckInRow) == 2


def test_what_still_cannot_be_used_says_why_and_stays_open(field: Field, supervisor: AccountRow):
    find(field.phone, field, visit=new_id())
    field.phone.push()
    [row] = db.session.query(QuarantineRow)

    assert quarantine.apply_again(row.entry_id, Decision(supervisor.id, "再试")) == "unknown_visit"
    assert outcomes() == [("unknown_visit", "open")]


def test_what_is_left_with_a_reason_is_decided_once(field: Field, supervisor: AccountRow):
    find(field.phone, field, visit=new_id())
    field.phone.push()
    [row] = db.session.query(QuarantineRow)
    entry_id = row.entry_id

    quarantine.leave(entry_id, Decision(supervisor.id, "误操作"))

    assert outcomes() == [("unknown_visit", "left")]
    with pytest.raises(Refused):
        quarantine.apply_again(entry_id, Decision(supervisor.id, "又想起"))


def test_the_bytes_in_the_trail_never_change(field: Field, supervisor: AccountRow):
    find(field.phone, field, envelope={"dseq": 9})
    close(field.phone, field)
    field.phone.push()
    before = [bytes(row.body) for row in db.session.query(TrailEntryRow).filter_by(device_id=field.phone.device)]
    [row] = db.session.query(QuarantineRow)

    quarantine.apply_again(row.entry_id, Decision(supervisor.id, "核实"))

    rows = db.session.query(TrailEntryRow).filter_by(device_id=field.phone.device).populate_existing()
    assert [bytes(row.body) for row in rows] == before
    assert [row.status for row in rows] == ["quarantined", "applied"]
