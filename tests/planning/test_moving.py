"""A whole visit is moved by its lead, to a day that its members accept or consent to."""

from datetime import date

import pytest
from flask import Flask

from server import clock
from server.db import db
from server.planning import commands, moving, proposing
from server.planning.tables import PlanRow, VisitRow
from server.refusals import Refused
from server.vocabulary import Cause, Channel, VisitState
from tests.builders import an_enterprise
from tests.planning.district import a_party, another_party, october
from tests.planning.test_commands import CREDIT_CODE, a_filing


def visit_of(plan_id):
    return db.session.get_one(VisitRow, db.session.get_one(PlanRow, plan_id).visit_id)


def filed(party, day, **facts):
    return commands.file_plan(a_filing(party, day, **facts), agency_id=party.agency.id, account_id=None)


def moved(visit, day, by="fire-rescue"):
    return moving.move_visit(visit.id, date(2026, 10, day), agency_id=by, account_id=None)


def refusal(visit, day, by="fire-rescue"):
    with pytest.raises(Refused) as refused:
        moved(visit, day, by)
    return refused.value


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        yield a_party()


def test_a_visit_whose_members_all_accept_the_day_moves_at_once(fire):
    visit = visit_of(filed(fire, 12))
    filed(another_party(), 14)

    assert moved(visit, 15).moved

    assert visit.visit_on == date(2026, 10, 15)


def test_a_member_whose_range_ends_earlier_is_asked_and_the_visit_moves_when_he_consents(fire):
    visit = visit_of(filed(fire, 15))
    filed(another_party(), 12)

    asked = moved(visit, 20)

    assert not asked.moved and visit.visit_on == date(2026, 10, 15)
    proposing.answer(asked.proposal, agency_id="market", accepted=True, reason="", account_id=None)
    assert visit.visit_on == date(2026, 10, 20)


def test_a_member_who_declines_keeps_the_day(fire):
    visit = visit_of(filed(fire, 15))
    filed(another_party(), 12)

    asked = moved(visit, 20)
    proposing.answer(asked.proposal, agency_id="market", accepted=False, reason="人手不足", account_id=None)

    assert visit.visit_on == date(2026, 10, 15)


def test_into_another_quiet_period_it_is_refused_and_told_whose(fire):
    visit = visit_of(filed(fire, 12))
    filed(another_party(), 26)

    refused = refusal(visit, 19)

    assert refused.reason.code == "move_into_quiet"
    assert refused.facts == {"visit_on": date(2026, 10, 19), "barred_by": date(2026, 10, 26)}


def test_where_the_other_visit_suits_every_member_it_is_named(fire):
    visit = visit_of(filed(fire, 16))
    moved(visit, 12)
    filed(another_party(), 20, earliest=date(2026, 10, 20))

    refused = refusal(visit, 14)

    assert refused.reason.code == "move_meets_visit"
    assert refused.facts == {"visit_on": date(2026, 10, 14), "join": date(2026, 10, 20)}


def test_an_officer_moves_his_agencys_visit_over_the_api(fire, client):
    visit = visit_of(filed(fire, 12))

    answer = fire.signed_in(client).post(f"/api/plans/visits/{visit.id}/day", json={"visit_on": "2026-10-15"})

    assert answer.json == {"moved": True, "proposal": None}


def test_only_the_lead_moves_a_visit(fire):
    visit = visit_of(filed(fire, 12))
    filed(another_party(), 14)

    assert refusal(visit, 15, by="market").reason.code == "not_leading"


def test_a_visit_that_has_begun_or_holds_an_emergency_keeps_its_day(fire):
    begun = visit_of(filed(fire, 12))
    begun.state = VisitState.STARTED
    db.session.commit()
    urgent = visit_of(filed(another_party(), 5, channel=Channel.GREEN, cause=Cause.EMERGENCY))

    assert refusal(begun, 15).reason.code == "visit_not_movable"
    assert refusal(urgent, 6, by="market").reason.code == "visit_not_movable"


def test_nobody_moves_a_visit_into_the_past(fire):
    visit = visit_of(filed(fire, 12))

    with clock.at(october(10)):
        assert refusal(visit, 9).reason.code == "day_has_passed"


def test_covert_plans_leave_no_gap_in_the_filing_numbers(fire):
    market = another_party()

    first, covert, second = (
        filed(fire, 12), filed(market, 12, channel=Channel.GREEN, cause=Cause.COVERT), filed(market, 27),
    )  # fmt: skip

    numbers = [db.session.get_one(PlanRow, each).number for each in (first, second)]
    assert numbers == [1, 2]
    assert db.session.get_one(PlanRow, covert).number < 0
