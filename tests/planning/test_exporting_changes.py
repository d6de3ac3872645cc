"""What changes days beside filing is in the district's log, and a part of the log replays as the whole does."""

import json
from datetime import date, timedelta

import pytest
from flask import Flask

from server import clock
from server.db import db, transaction
from server.planning import commands, exporting, moving, proposing
from server.planning.exporting import Asked
from server.planning.replay import replay
from server.planning.tables import PlanRow, ProposalRow, VisitRow
from server.planning.values import Settings
from server.refusals import Refused
from server.registry.tables import SettingVersionRow
from tests.builders import an_enterprise
from tests.planning.district import a_party, another_party, october
from tests.planning.test_commands import CREDIT_CODE, a_filing
from tests.planning.test_exporting import a_district, as_decided, as_replayed, replayed, stands

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database


def as_kept():
    decisions = {row.id: as_decided(row) for row in db.session.query(PlanRow)}
    return decisions, {f"v:{row.founding_plan_id}": stands(row) for row in db.session.query(VisitRow)}


def as_the_log_says():
    decisions, visits = replayed(Asked(sealed=True))
    said = {plan: as_replayed(line) for plan, line in decisions.items()}
    return said, {visit: (line["visit_on"], line["state"], line["plans"]) for visit, line in visits.items()}


def filed(party, agency, day):
    return commands.file_plan(a_filing(party, day), agency_id=agency, account_id=None)


def events():
    return [json.loads(line)["event"] for line in exporting.log(Asked(sealed=True))]


def a_fire_visit_on_the_twelfth():
    fire, market = a_party(), another_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        return fire, market, filed(fire, "fire-rescue", 12)


def test_a_moved_visit_is_in_the_log_and_what_follows_it_is_decided_the_same(app: Flask):
    _, market, first = a_fire_visit_on_the_twelfth()
    visit = db.session.get_one(PlanRow, first).visit_id
    with clock.at(october(2)):
        moving.move_visit(visit, date(2026, 10, 15), agency_id="fire-rescue", account_id=None)
    with clock.at(october(3)):
        filed(market, "market", 20)

    assert events() == ["plan.filed", "visit.moved", "plan.filed"]
    assert as_the_log_says() == as_kept()


def test_visits_gathered_by_consent_are_in_the_log(app: Flask):
    _, market, first = a_fire_visit_on_the_twelfth()
    with clock.at(october(1, 10)):
        second = filed(market, "market", 22)
    with clock.at(october(2)):
        rows = [db.session.get_one(PlanRow, plan) for plan in (first, second)]
        visits = [
            {
                "visit": row.visit_id,
                "visit_on": row.visit_on.isoformat(),
                "plans": [row.id],
                "agencies": [row.agency_id],
            }
            for row in rows
        ]
        with transaction():
            proposal = ProposalRow(
                premises_id=rows[0].premises_id, visit_on=date(2026, 10, 15), reach=7, visits=visits,
                made_at=clock.now(), state="open",
            )  # fmt: skip
            db.session.add(proposal)
            db.session.flush()
            assert proposing.carried_out(proposal, None)

    assert events() == ["plan.filed", "plan.filed", "visit.gathered"]
    assert as_the_log_says() == as_kept()


def test_settings_that_change_are_in_the_log_on_their_day(app: Flask):
    fire, market = a_party(), another_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with transaction():
        for version, day, notice in ((1, 5, 3), (2, 8, 20)):
            values = {"planning": {"notice_days": notice, "merge_days": 3}}
            effective = date(2026, 10, day)
            db.session.add(SettingVersionRow(id=version, effective_on=effective, values=values, made_at=october(1)))
    with clock.at(october(1)):
        filed(fire, "fire-rescue", 12)
    with clock.at(october(6)):
        filed(market, "market", 25)
    with clock.at(october(8)), pytest.raises(Refused):
        filed(fire, "fire-rescue", 20)

    assert events() == ["settings.changed", "plan.filed", *["settings.changed", "plan.filed"] * 2]
    assert as_the_log_says() == as_kept()


@pytest.mark.parametrize("seed", range(3))
def test_a_part_of_the_log_replays_to_the_decisions_of_the_whole(app: Flask, seed):
    a_district(seed)
    whole, whole_visits = replayed(Asked(sealed=True))
    halfway = date(2026, 10, 1) + timedelta(days=8)

    part, visits = replayed(Asked(since=halfway, sealed=True))

    of_whole = {plan: as_replayed(line) for plan, line in whole.items() if plan in part}
    assert {plan: as_replayed(line) for plan, line in part.items()} == of_whole
    assert {visit: line for visit, line in whole_visits.items() if visit in visits} == visits
    assert 0 < len(part) < len(whole)


def test_a_part_may_begin_and_end_where_nothing_was_filed(app: Flask):
    a_fire_visit_on_the_twelfth()

    lines = list(exporting.log(Asked(since=date(2026, 10, 5), until=date(2026, 10, 6))))

    assert [json.loads(line)["event"] for line in lines] == ["settings.changed", "visit.stands"]
    assert [json.loads(line)["state"] for line in replay(lines, Settings())] == ["open"]
