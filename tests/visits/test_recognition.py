"""互认 in the phone's pack: what an earlier result in force says of a visit's items, and lines left to it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock, trail
from server.db import db, next_number, transaction
from server.ids import new_id
from server.planning.tables import VisitRow
from server.registry.tables import ItemEquivalenceRow
from server.sync.packing import unpacked
from server.sync.tables import RecordRow
from server.visits.sign_off_tables import ResultItemRow
from server.visits.tables import ResultRow
from server.vocabulary import VisitState
from tests.builders import an_agency, an_inspector, an_item, in_days
from tests.feedback.visits import a_plan, a_visit, close
from tests.field import Field, a_field
from tests.planning.district import an_enterprise


@pytest.fixture
def field(client: FlaskClient) -> Field:
    return a_field(client)


def looked_at(field, item="escape", days=30, enterprise=None):
    """Another agency's signed result about an item, some days ago."""
    market = an_agency("market", "市场监管局", "market")
    team = [an_inspector(market, "魏清和"), an_inspector(market, "钱念慈")]
    plan = a_plan(market, team, an_item(market, item), on=in_days(-days))
    with transaction():  # the two builders number plans each by itself
        for _ in range(9):
            next_number("plan")
    premises = (enterprise or field.enterprise).premises[0]
    visit = a_visit(premises, plan, state=VisitState.COMPLETED, on=in_days(-days))
    close(visit)
    return visit


def a_pair(field, **facts):
    pair = {"item_id": "escape", "other_id": field.fire.item.item_id, "proposed_at": clock.now()}
    with transaction():
        row = ItemEquivalenceRow(id=new_id(), **pair | {"approved_at": clock.now(), "state": "approved"} | facts)
        db.session.add(row)
        trail.touched("item_equivalence", row.id)
        return row.id


def pack(field):
    field.phone.pull()
    return field.phone.visit(field.visit)["recognised"]


def test_a_result_about_an_equivalent_item_is_on_the_phone_with_how_long_it_is_valid(field):
    visit = looked_at(field)
    a_pair(field)

    [told] = pack(field)

    on = visit.visit_on
    assert (told["inspection_item"], told["item"], told["agency_name"]) == ("fire-exit", "escape", "市场监管")
    assert (told["visit_on"], told["outcome"], told["objected"]) == (on.isoformat(), "no_problem", False)
    assert told["valid_until"] > clock.today().isoformat()


def test_a_pair_that_comes_into_force_or_ends_changes_what_phones_hold(field):
    looked_at(field)
    assert pack(field) == []
    pair = a_pair(field)
    assert len(pack(field)) == 1

    with transaction():
        db.session.get_one(ItemEquivalenceRow, pair).approved_at = None
        trail.touched("item_equivalence", pair)

    assert pack(field) == []


@pytest.mark.parametrize("spoilt", ["ended", "expired", "passed_over", "elsewhere"])
def test_what_is_not_in_force_not_valid_not_looked_at_or_not_here_is_not_recognised(field, spoilt):
    looked_at(field, enterprise=an_enterprise("别家", "91370211MA3C0AAA22") if spoilt == "elsewhere" else None)
    a_pair(field)
    changes = {
        "ended": {"ended_at": clock.now()}, "expired": {"valid_until": clock.today() - timedelta(days=1)},
        "passed_over": {"value": "not_applicable"}, "elsewhere": {},
    }  # fmt: skip
    with transaction():
        row = db.session.scalars(select(ResultItemRow)).one()
        for name, value in changes[spoilt].items():
            setattr(row, name, value)
        trail.touched("visit", field.visit)

    assert pack(field) == []


def test_an_item_left_to_an_earlier_result_is_drawn_up_as_not_applicable_and_says_to_which(field):
    looked_at(field)
    a_pair(field)
    [told] = pack(field)
    for line in ("1", "2", "3"):
        answer = {**field.fire.at_line(line), "value": "not_applicable", "adopts": told["result"]}
        field.phone.record("line.answered", field.visit, **answer)
    field.phone.record("visit.closed", field.visit, summary="", outcomes=[])
    assert {each["status"] for each in field.phone.push().json["results"]} == {"applied"}

    field.phone.pull()
    answers = field.phone.visit(field.visit)["answers"]
    drawn_up = db.session.scalar(select(ResultRow.outcomes).where(ResultRow.visit_id == field.visit))
    assert {each["adopts"] for each in answers} == {told["result"]}
    assert [each["value"] for each in drawn_up] == ["not_applicable"]


def test_a_covert_visits_pack_goes_to_its_own_agency_and_tells_nobody_else(field):
    looked_at(field)
    a_pair(field)
    with transaction():
        db.session.get_one(VisitRow, field.visit).plans[0].cause = "covert"
        trail.touched("visit", field.visit)

    assert len(pack(field)) == 1
    told = select(RecordRow.feed, RecordRow.form).where(RecordRow.entity_id == field.visit, ~RecordRow.deleted)
    feeds = db.session.execute(told).all()
    assert {feed.partition(":")[0] for feed, form in feeds if b"recognised" in unpacked(form)} == {"inspector"}
