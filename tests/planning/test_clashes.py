"""Whoever is in two places at once after somebody else's move is noticed; the move itself stands."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.oversight.tables import IrregularityRow
from server.planning import commands
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Channel, Window
from tests.planning.district import ELSEWHERE, a_party, another_party
from tests.planning.test_commands import a_filing

EMERGENCY = {"channel": Channel.GREEN, "cause": Cause.EMERGENCY}


def filed(party, day, **facts):
    plan = replace(a_filing(party, day), **facts)
    return commands.file_plan(plan, agency_id=party.agency.id, account_id=None)


def the_day_may_shift():
    with transaction():
        row = SettingVersionRow(
            effective_on=date(2020, 1, 1), values={"planning": {"day_policy": "open"}}, made_at=clock.now()
        )
        db.session.add(row)


def visit_of(plan_id):
    return db.session.get_one(VisitRow, db.session.get_one(PlanRow, plan_id).visit_id)


def noticed():
    rows = db.session.scalars(select(IrregularityRow).order_by(IrregularityRow.id)).all()
    return [(row.kind, row.visit_id, row.agency_id, row.facts["inspector"], row.facts["plan"]) for row in rows]


def test_an_emergency_stands_and_the_pulled_agency_is_told_who_is_in_two_places(fire):
    market = another_party()
    filed(market, 20, credit_code=ELSEWHERE, window=Window.MORNING)
    pulled = filed(market, 15, window=Window.MORNING)

    emergency = filed(fire, 20, **EMERGENCY)

    visit = visit_of(emergency)
    assert visit_of(pulled).id == visit.id
    assert noticed() == [("team_clash", visit.id, "market", person, pulled) for person in market.team]


def test_a_day_that_shifts_for_one_more_plan_shifts_for_those_who_are_in_two_places_too(fire):
    the_day_may_shift()
    market, health = another_party(), a_party("health", "卫生健康局", "health")
    filed(market, 15, credit_code=ELSEWHERE, window=Window.WHOLE_DAY)
    first = filed(market, 12, window=Window.AFTERNOON)

    joined = filed(health, 22)

    visit = visit_of(joined)
    assert (visit.id, visit.visit_on) == (visit_of(first).id, date(2026, 10, 15))
    assert [plan for *_, plan in noticed()] == [first, first]


def test_who_has_the_other_half_of_the_day_free_is_in_no_two_places(fire):
    market = another_party()
    filed(market, 20, credit_code=ELSEWHERE, window=Window.MORNING)
    filed(market, 15, window=Window.AFTERNOON)

    filed(fire, 20, **EMERGENCY)

    assert noticed() == []


def test_nobody_is_told_again_when_a_visit_changes_without_a_new_day(fire):
    market = another_party()
    filed(market, 20, credit_code=ELSEWHERE, window=Window.MORNING)
    filed(market, 15, window=Window.MORNING)
    emergency = filed(fire, 20, **EMERGENCY)

    commands.withdraw_plan(emergency, account_id=None)

    assert len(noticed()) == len(market.team)
