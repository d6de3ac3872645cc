"""Row-level security on PostgreSQL: a forgotten filter shows no other agency's secrets."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from sqlalchemy.exc import ProgrammingError

from server import narrowing, policy
from server.db import db, read_only_of, transaction
from server.feedback.complaint_tables import ComplaintRow
from server.feedback.tables import RatingRow
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.planning import access, draft_queries
from server.planning.tables import PlanDraftRow
from server.visits.objection_tables import ObjectionRow
from server.vocabulary import Role
from tests.whole.two_sides import Side, two_sides

pytestmark = pytest.mark.strict_database
OF_ONE_AGENCY = (PlanDraftRow, QuestionRow, MeasureRow)
OF_NO_AGENCY = (RatingRow, ComplaintRow)


@pytest.fixture
def sides(app: Flask, client: FlaskClient) -> tuple[Side, Side]:
    return two_sides(client)


@contextmanager
def reading_of(*agencies: str) -> Iterator[None]:
    """As within a request of somebody of these agencies."""
    db.session.rollback()
    read_only_of(agencies)
    yield
    g.pop("read_only_of")
    db.session.rollback()


def test_a_page_whose_filters_are_all_forgotten_still_does_not_show_a_foreign_draft(
    client: FlaskClient, sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
):
    mine, theirs = sides
    lead = mine.client(Role.AGENCY_LEAD, client)
    monkeypatch.setattr(policy, "may", lambda *_, **__: True)
    monkeypatch.setattr(access, "draft_to", lambda _action, _actor, id: draft_queries.one(id))

    assert lead.get(f"/desk/drafts/{mine.ids['draft']}").status_code == 200
    assert lead.get(f"/desk/drafts/{theirs.ids['draft']}").status_code == 404


def test_an_agency_reads_of_these_tables_only_its_own_rows(app: Flask, sides: tuple[Side, Side]):
    mine, theirs = (side.ids["agency"] for side in sides)
    everybody = {table: len(db.session.scalars(select(table.agency_id)).all()) for table in OF_ONE_AGENCY}

    for agency in (mine, theirs):
        with reading_of(agency):
            for table in OF_ONE_AGENCY:
                found = set(db.session.scalars(select(table.agency_id)))
                assert found <= {agency}, table
            assert set(db.session.scalars(select(PlanDraftRow.agency_id))) == {agency}
            shown = db.session.execute(select(ObjectionRow.agency_id, ObjectionRow.against_id)).all()
            assert all(agency in pair for pair in shown)
    with reading_of():
        assert db.session.scalars(select(CaseRow.id)).all() == []
        assert db.session.scalars(select(PlanDraftRow.id)).all() == []
    assert [each for each, rows in everybody.items() if rows < 2] == [MeasureRow]


def test_nobody_of_an_agency_reads_what_enterprises_said_and_the_bureau_reads_all(app: Flask, sides: tuple[Side, Side]):
    for table in OF_NO_AGENCY:
        assert db.session.scalars(select(table.id)).all()
        with reading_of(*(side.ids["agency"] for side in sides)):
            assert db.session.scalars(select(table.id)).all() == []


def test_what_only_reads_can_write_nothing_and_commands_look_across_agencies(app: Flask, sides: tuple[Side, Side]):
    with reading_of(sides[0].ids["agency"]):
        with transaction():
            assert len(set(db.session.scalars(select(PlanDraftRow.agency_id)))) == 2
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("UPDATE plan_draft SET reason = 'x'"))
        db.session.rollback()


def test_it_costs_a_page_one_statement_a_transaction_and_a_phone_none(
    app: Flask, client: FlaskClient, sides: tuple[Side, Side]
):
    narrowed: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: narrowed.append(told[2]))

    sides[0].phone.pull()
    assert not any(each == narrowing.NARROW for each in narrowed)
    assert sides[0].client(Role.OFFICER, client).get("/desk/plans").status_code == 200
    assert narrowed.count(narrowing.NARROW) == 1
