"""What the desk files in the database is decided as the replay decides it in memory."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from server import clock
from server.db import db, transaction
from server.planning import commands, queries
from server.planning.district import District
from server.planning.lines import BadLine
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan, Settings
from server.refusals import Refused
from server.registry.tables import PremisesRow, SettingVersionRow
from server.trail import take_touched
from server.vocabulary import Cause, Channel, TeamRole, VisitState
from tests.builders import an_agency, an_enterprise, an_inspector, an_item
from tests.planning.district import CREDIT_CODE, a_party, another_party, october
from tests.planning.logs import a_log, moment

PREMISES = (CREDIT_CODE, 1)


def six_agencies_of_one_competence():
    agencies = {code: an_agency(code, code, "fire") for code in "abcdef"}
    for code in "wxyz":
        an_item(agencies["a"], code)
    named = {code: [an_inspector(agency).id for _ in range(2)] for code, agency in agencies.items()}
    return {code: tuple((person, TeamRole.INSPECTOR) for person in team) for code, team in named.items()}


def asked(plan, team):
    return NewPlan(
        *PREMISES, items=tuple(plan.items), team=team, visit_on=plan.visit_on, channel=plan.channel,
        cause=plan.cause, reference="x", earliest=plan.earliest, latest=plan.latest,
        fixed_day=plan.fixed_day, urgent=plan.urgent,
    )  # fmt: skip


class Desk:
    """Plays a log against the database; plans of the log are known by their ids there."""

    def __init__(self, teams):
        self.teams = teams
        self.ids = {}

    def file(self, plan):
        try:
            self.ids[plan.id] = commands.file_plan(
                asked(plan, self.teams[plan.agency]), agency_id=plan.agency, account_id=None
            )
        except Refused:
            db.session.rollback()

    def withdraw(self, name):
        try:
            commands.withdraw_plan(self.ids.get(name, "none"), account_id=None)
        except Refused:
            db.session.rollback()

    def step(self, name, before, after):
        with transaction():
            row = db.session.get(PlanRow, self.ids.get(name, "none"))
            visit = row.visit if row and row.visit and row.visit.founding_plan_id == row.id else None
            if visit and visit.state == before:
                visit.state = after

    def live(self, log):
        """Does all that a log tells of, each at its hour, with the worker's round before it and at the end."""
        for hour, what, subject in log:
            with clock.at(moment(hour)):
                commands.lapse_overdue()
                match what:
                    case "file":
                        self.file(subject)
                    case "withdraw":
                        self.withdraw(f"p{subject:02}")
                    case "start":
                        self.step(f"p{subject:02}", VisitState.OPEN, VisitState.STARTED)
                    case "complete":
                        self.step(f"p{subject:02}", VisitState.STARTED, VisitState.COMPLETED)
        with clock.at(moment(log[-1][0])):
            commands.lapse_overdue()

    def stands(self):
        names = {plan_id: name for name, plan_id in self.ids.items()}
        return {
            names[visit.founding_plan_id]: (
                visit.visit_on,
                visit.state,
                {names[p.id] for p in queries.standing_plans(visit)},
            )
            for visit in db.session.query(VisitRow)
        }


def in_memory(log):
    district = District(Settings())
    for hour, what, subject in log:
        at, name = moment(hour), f"p{subject:02}" if isinstance(subject, int) else ""
        district.of_object(district.near[PREMISES[0]], PREMISES, at)
        try:
            match what:
                case "file":
                    district.file(subject, PREMISES, at)
                case "withdraw":
                    district.withdraw(name, at)
                case "start":
                    district.start(f"v:{name}", at)
                case "complete":
                    district.complete(f"v:{name}", at)
        except BadLine:
            continue
    return {
        v.id.removeprefix("v:"): (v.visit_on, district.state_of(v, at), {p.id for p in v.plans})
        for v in district.visits.values()
    }


@pytest.mark.parametrize("seed", range(3))
def test_a_log_filed_at_the_desk_ends_as_its_replay_ends(app: Flask, seed):
    desk = Desk(six_agencies_of_one_competence())
    an_enterprise(credit_code=CREDIT_CODE)
    log = a_log(seed, 24)

    desk.live(log)

    assert desk.stands() == in_memory(log)


def a_filing(party, day, **facts):
    team = tuple((person, TeamRole.INSPECTOR) for person in party.team)
    return NewPlan(*PREMISES, items=(party.item,), team=team, visit_on=date(2026, 10, day), reference="x", **facts)


def an_emergency(party, day):
    return a_filing(party, day, channel=Channel.GREEN, cause=Cause.EMERGENCY)


def test_every_visit_that_filing_changes_is_told_to_the_phones(app: Flask):
    fire, market = a_party(), another_party()
    an_enterprise(credit_code=CREDIT_CODE)

    with clock.at(october(1)), transaction():
        first = commands.file_plan(a_filing(market, 12), agency_id="market", account_id=None)
        take_touched()
        urgent = commands.file_plan(an_emergency(fire, 11), agency_id="fire-rescue", account_id=None)
        told = take_touched()
        founded = {db.session.get_one(PlanRow, plan_id).decision["visit"] for plan_id in (first, urgent)}

    assert set(told) == {("visit", visit_id) for visit_id in founded}


def test_a_lapse_is_noted_once(app: Flask):
    fire = a_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)

    with clock.at(october(13, 23)):
        assert commands.lapse_overdue() == 0
    with clock.at(october(14, 0)):
        assert [commands.lapse_overdue(), commands.lapse_overdue()] == [1, 0]


def test_the_settings_in_force_judge_and_are_named_by_the_decision(app: Flask):
    fire = a_party()
    an_enterprise(credit_code=CREDIT_CODE)
    for version, day, notice in ((1, 1, 3), (2, 20, 30)):
        values = {"planning": {"notice_days": notice}}
        row = SettingVersionRow(id=version, effective_on=date(2026, 10, day), values=values, made_at=october(1))
        with transaction():
            db.session.add(row)

    with clock.at(october(8)):
        plan_id = commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)

    assert db.session.get_one(PlanRow, plan_id).setting_version == 1


def test_premises_are_one_object_where_the_settings_say_so(app: Flask):
    fire, market, enterprise = a_party(), another_party(), an_enterprise(credit_code=CREDIT_CODE)
    second = PremisesRow(enterprise_id=enterprise.id, number=2)
    scope = SettingVersionRow(
        id=1, effective_on=date(2026, 1, 1), values={"planning": {"object_scope": "entity"}}, made_at=october(1)
    )
    with transaction():
        db.session.add_all([second, scope])

    with clock.at(october(1)):
        here = commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)
        there = replace(a_filing(market, 14), premises=2)
        joined = commands.file_plan(there, agency_id="market", account_id=None)

    assert db.session.get_one(PlanRow, joined).visit_id == db.session.get_one(PlanRow, here).visit_id


def test_the_visits_of_the_coming_days_are_those_an_agency_has_a_plan_in(app: Flask):
    fire = a_party()
    another_party()
    an_enterprise(credit_code=CREDIT_CODE)

    with clock.at(october(1)):
        plan_id = commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)

    assert [visit.id for visit in queries.upcoming_visits("fire-rescue", date(2026, 10, 1))] == [
        db.session.get_one(PlanRow, plan_id).visit_id
    ]
    assert queries.upcoming_visits("market", date(2026, 10, 1)) == []
    assert queries.upcoming_visits("fire-rescue", date(2026, 10, 13)) == []
