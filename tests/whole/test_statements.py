"""A statement asked again goes to the driver as it is, and answers what SQLAlchemy would."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import String, bindparam, cast, insert, select
from sqlalchemy.exc import IntegrityError

from server import statements
from server.db import ahead, ask, db, later, transaction
from server.ids import new_id
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from tests.builders import an_agency

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
NAMED = select(AgencyRow.id, AgencyRow.name, AgencyRow.ended_on.label("ended")).where(
    AgencyRow.id.in_(bindparam("ids", expanding=True)), AgencyRow.competence == "fire"
)
LEFT = select(TrailEntryRow.made_at).where(TrailEntryRow.id == bindparam("id"))
LEAVE = insert(TrailEntryRow.__table__)


def asked_thrice(statement, values):
    return [ask(statement, values).all() for _ in range(3)]


def an_entry(**facts):
    return {
        "id": new_id(), "kind": "k", "entity": "plan", "entity_id": "p", "made_at": AT, "received_at": AT,
        "body": b"{}", "sha256": "0" * 64, "status": "applied",
    } | facts  # fmt: skip


@pytest.mark.parametrize("ids", [["a"], ["a", "b", "c"], [], [f"no{n}" for n in range(20)]])
def test_lists_of_every_length_and_what_the_statement_says_itself(app: Flask, ids):
    an_agency("a", "消防", "fire")
    an_agency("b", "市场", "market")

    first, *others = asked_thrice(NAMED, {"ids": ids})

    assert first == ([("a", "消防", None)] if "a" in ids else [])
    assert others == [first, first]


def test_columns_are_known_by_their_names(app: Flask):
    an_agency("a", "消防", "fire")

    rows = [ask(NAMED, {"ids": ["a"]}).one() for _ in range(3)]

    assert [(row.id, row.name, row.ended) for row in rows] == [("a", "消防", None)] * 3


@pytest.mark.parametrize("count", [1, 2, 30])
def test_rows_go_in_and_moments_come_back_in_utc(app: Flask, count):
    for _ in range(3):
        entries = [an_entry() for _ in range(count)]
        with transaction():
            ask(LEAVE, entries)
        assert [ask(LEFT, {"id": each["id"]}).scalar_one() for each in entries] == [AT] * count


def test_what_the_database_refuses_is_the_same_error_as_ever_and_undone(app: Flask):
    entry = an_entry()
    with transaction():
        ask(LEAVE, entry)

    for _ in range(3):
        with pytest.raises(IntegrityError), transaction():
            ask(LEAVE, an_entry())
            ask(LEAVE, entry)

    assert db.session.query(TrailEntryRow).count() == 1


def test_only_what_is_asked_again_is_kept(app: Flask):
    day, dialect = date(2026, 10, 1), db.engine.dialect
    anew = [select(AgencyRow.id).where(AgencyRow.ended_on == bindparam("day")) for _ in range(3)]

    found = [statements.prepared(each, {"day": day}, dialect) for each in anew]
    again = [statements.prepared(anew[0], {"day": day}, dialect) for _ in range(2)]

    assert found == [None] * 3
    assert again[0] is again[1] is not None


def test_a_list_that_a_statement_has_itself_is_its_own(app: Flask):
    an_agency("a", "消防", "fire")
    said_itself = select(AgencyRow.id).where(AgencyRow.id == bindparam("id"), AgencyRow.competence.in_(["fire", "b"]))

    assert asked_thrice(said_itself, {"id": "a"}) == [[("a",)]] * 3


@pytest.mark.one_database
def test_many_moments_days_and_bytes_are_put_as_one_is(app: Flask):
    at = datetime(2026, 10, 1, 9, 0, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    entries = [an_entry(made_at=made_at, body=body) for made_at, body in ((at, b"{}"), (None, b"\0\xff"), (AT, b""))]
    columns = TrailEntryRow.__table__.c

    with transaction():
        for entry in entries:
            db.session.execute(insert(TrailEntryRow), entry | {"id": new_id()})
        ask(LEAVE, entries)
        ask(LEAVE, [entry | {"id": new_id()} for entry in entries * 4])
    found = db.session.execute(select(cast(columns.made_at, String), columns.body).distinct()).all()

    assert len(found) == 3


def test_what_was_asked_ahead_is_answered_once_and_for_these_values_alone(app: Flask):
    an_agency("a", "消防", "fire")
    an_agency("b", "市场", "fire")
    asked_thrice(NAMED, {"ids": ["a"]})

    with transaction():
        ahead((NAMED, {"ids": ["a"]}))
        other = ask(NAMED, {"ids": ["b"]}).one().name
        first = ask(NAMED, {"ids": ["a"]}).one().name
        db.session.get_one(AgencyRow, "a").name = "消防救援"
        again = ask(NAMED, {"ids": ["a"]}).one().name

    assert (other, first, again) == ("市场", "消防", "消防救援")


def test_what_was_asked_ahead_of_one_transaction_answers_nothing_in_the_next(app: Flask):
    an_agency("a", "消防", "fire")
    asked_thrice(NAMED, {"ids": ["a"]})
    with transaction():
        ahead((NAMED, {"ids": ["a"]}))
        db.session.get_one(AgencyRow, "a").name = "消防救援"

    with transaction():
        assert ask(NAMED, {"ids": ["a"]}).one().name == "消防救援"


def test_what_is_written_later_is_written_wholly_or_undoes_everything(app: Flask):
    twice, once = an_entry(), an_entry()
    with transaction():
        later(LEAVE, [twice])

    with pytest.raises(IntegrityError), transaction():
        later(LEAVE, [once])
        later(LEAVE, [twice])
    with transaction():
        assert ask(LEFT, {"id": twice["id"]}).all() and not ask(LEFT, {"id": once["id"]}).all()
