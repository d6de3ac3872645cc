"""With `day_policy = open` a visit's day shifts to suit one more plan, until the enterprise must be told."""

from datetime import date

from flask import Flask
from hypothesis import given, settings

from server import clock
from server.db import db, transaction
from server.planning import commands, effects, rules
from server.planning.district import District
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import Settings
from server.registry.tables import SettingVersionRow
from server.vocabulary import Channel, FilingOutcome, VisitState
from tests.builders import an_enterprise
from tests.planning.district import a_party, another_party
from tests.planning.logs import logs
from tests.planning.test_commands import CREDIT_CODE, a_filing
from tests.planning.test_merging import a_plan, a_visit, decided, october, on, result
from tests.planning.test_properties import steps

OPEN = Settings(day_policy="open")


def test_a_chain_of_two_meets_between_them():
    plan, visit = a_plan("C", 22), a_visit(12)

    decision = decided(plan, visit, settings=OPEN)

    assert result(decision) == ("joined", on(15))
    assert effects.filed(plan, decision, [visit], "v:C")[0].visit_on == on(15)


def test_what_the_anchor_accepts_is_left_where_it_stands():
    assert result(decided(a_plan("B", 19), a_visit(12), settings=OPEN)) == ("joined", on(12))


def test_by_default_the_day_stays_the_founders():
    assert result(decided(a_plan("C", 22), a_visit(12))) == ("founded", on(22))


def test_once_the_enterprise_must_be_told_the_day_stays():
    assert result(decided(a_plan("C", 22), a_visit(12), at=october(5), settings=OPEN)) == ("joined", on(15))
    assert result(decided(a_plan("C", 22), a_visit(12), at=october(6), settings=OPEN)) == ("founded", on(22))


def test_a_member_that_keeps_its_day_holds_the_visit():
    held = a_visit(12, a_plan("R", 12, channel=Channel.RECHECK, filed_no=1))

    assert result(decided(a_plan("C", 22), held, settings=OPEN)) == ("founded", on(22))


def test_ranges_narrow_where_a_visit_may_shift():
    held = a_visit(12, a_plan("A", 12, latest=on(14), filed_no=1))

    assert result(decided(a_plan("C", 22), held, settings=OPEN)) == ("founded", on(22))


def test_an_agency_does_not_come_for_the_same_item_twice_on_one_day():
    first = a_plan("A", 12, agency="fire", items=frozenset({"exits"}), filed_no=1)
    again = a_plan("B", 22, agency="fire", items=frozenset({"exits"}))

    assert result(decided(again, a_visit(12, first), settings=OPEN)) == ("founded", on(22))


def test_a_visit_does_not_shift_into_the_quiet_period_of_another():
    started = a_visit(5, state=VisitState.STARTED)

    decision = decided(a_plan("C", 3, earliest=on(1), latest=on(10)), started, a_visit(16), settings=OPEN)

    assert decision.visit_on not in [on(day) for day in range(1, 13)]


@given(logs())
@settings(deadline=None)
def test_no_plan_is_moved_more_than_seven_days_and_no_emergency_at_all(log):
    district = District(OPEN)
    decided = [(plan, decide()[1]) for plan, _, decide in steps(log, district)]
    deferred = {plan.id for plan, decision in decided if decision.outcome is FilingOutcome.DEFERRED}

    for visit in district.visits.values():
        for plan in visit.plans:
            reach = 0 if rules.holds_emergency(visit) and plan.cause == "emergency" else 7
            assert plan.id in deferred or abs((visit.visit_on - plan.visit_on).days) <= reach


def test_the_database_keeps_the_day_a_visit_shifted_to(app: Flask):
    fire, market = a_party(), another_party()
    an_enterprise(credit_code=CREDIT_CODE)
    policy = SettingVersionRow(
        id=1, effective_on=date(2026, 1, 1), values={"planning": {"day_policy": "open"}}, made_at=october(1)
    )
    with transaction():
        db.session.add(policy)

    with clock.at(october(1)):
        first = commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)
        second = commands.file_plan(a_filing(market, 22), agency_id="market", account_id=None)

    rows = [db.session.get_one(PlanRow, each) for each in (first, second)]
    assert rows[0].visit_id == rows[1].visit_id
    assert db.session.get_one(VisitRow, rows[0].visit_id).visit_on == date(2026, 10, 15)
