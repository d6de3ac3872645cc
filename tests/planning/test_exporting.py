"""The district's own log, replayed, gives the district's own decisions."""

import json
from datetime import UTC, date

import pytest
from click.testing import CliRunner
from flask import Flask

from server import cli, clock, operating
from server.db import db, transaction
from server.planning import commands, exporting
from server.planning.exporting import Asked
from server.planning.replay import replay
from server.planning.settings import read_settings
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import Settings
from server.refusals import Refused
from server.vocabulary import Cause, Channel, VisitState
from tests.builders import an_enterprise
from tests.planning.district import a_party, october
from tests.planning.logs import a_log
from tests.planning.test_commands import CREDIT_CODE, Desk, a_filing, six_agencies_of_one_competence


class DeskWithTimes(Desk):
    """Starts and completes visits with the time at which it does."""

    def step(self, name, before, after):
        super().step(name, before, after)
        with transaction():
            row = db.session.get(PlanRow, self.ids.get(name, "none"))
            visit = row.visit if row and row.visit and row.visit.founding_plan_id == row.id else None
            if visit and visit.state == VisitState.STARTED and not visit.started_at:
                visit.started_at = clock.now()
            if visit and visit.state == VisitState.COMPLETED and not visit.completed_at:
                visit.completed_at = clock.now()


def a_district(seed, length=30):
    """A district that has lived through a random log."""
    desk = DeskWithTimes(six_agencies_of_one_competence())
    an_enterprise(credit_code=CREDIT_CODE)
    log = a_log(seed, length)
    desk.live(log)


def replayed(asked):
    lines = [json.loads(each) for each in replay(exporting.log(asked), Settings())]
    decisions = {line["plan"]: line for line in lines if "line" in line and line["outcome"] != "withdrawn"}
    return decisions, {line["visit"]: line for line in lines if "line" not in line}


def as_decided(row):
    return row.decision["outcome"], row.decision["visit_on"], row.decision["because"], row.decision["pulled"]


def as_replayed(line):
    return line["outcome"], line.get("visit_on"), line.get("because"), line.get("pulled", [])


def stands(row):
    plans = sorted(plan.id for plan in row.plans if plan.state == "filed")
    return row.visit_on.isoformat(), row.state, plans


@pytest.mark.parametrize("seed", range(2))
def test_the_exported_log_replays_to_the_districts_own_decisions_and_visits(app: Flask, seed):
    a_district(seed)

    decisions, visits = replayed(Asked(sealed=True))

    assert {row.id: as_decided(row) for row in db.session.query(PlanRow)} == {
        plan: as_replayed(line) for plan, line in decisions.items()
    }
    assert {f"v:{row.founding_plan_id}": stands(row) for row in db.session.query(VisitRow)} == {
        visit: (line["visit_on"], line["state"], line["plans"]) for visit, line in visits.items()
    }


@pytest.mark.parametrize("seed", range(2))
def test_without_the_sealed_plans_every_other_decision_is_the_same(app: Flask, seed):
    a_district(seed)

    decisions, _ = replayed(Asked())

    rows = {row.id: row for row in db.session.query(PlanRow)}
    begun = {VisitState.STARTED, VisitState.COMPLETED}
    assert all(as_replayed(line) == as_decided(rows[plan]) for plan, line in decisions.items())
    assert not any(rows[plan].cause == Cause.COVERT and rows[plan].visit.state not in begun for plan in decisions)


def test_a_refusal_for_the_sake_of_a_sealed_plan_is_left_out_with_it(app: Flask):
    fire = a_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        covert = a_filing(fire, 12, channel=Channel.GREEN, cause=Cause.COVERT)
        commands.file_plan(covert, agency_id="fire-rescue", account_id=None)
        with pytest.raises(Refused):
            commands.file_plan(a_filing(fire, 13), agency_id="fire-rescue", account_id=None)

    assert list(exporting.log(Asked())) == []
    assert len(list(exporting.log(Asked(sealed=True)))) == 2


def test_days_of_filing_can_be_asked_for(app: Flask):
    fire = a_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1).astimezone(UTC)):
        commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)

    assert filed_in(Asked(since=date(2026, 10, 1), until=date(2026, 10, 1))) == 1
    assert filed_in(Asked(since=date(2026, 10, 2))) == 0
    assert filed_in(Asked(until=date(2026, 9, 30))) == 0


def filed_in(asked):
    return sum(json.loads(line)["event"] == "plan.filed" for line in exporting.log(asked))


def test_the_command_writes_the_log_and_the_settings_to_replay_it_with(app: Flask, tmp_path, monkeypatch):
    fire = a_party()
    an_enterprise(credit_code=CREDIT_CODE)
    with clock.at(october(1)):
        commands.file_plan(a_filing(fire, 12), agency_id="fire-rescue", account_id=None)
    monkeypatch.setattr(operating, "create_app", lambda: app)

    written = CliRunner().invoke(cli.main, ["export", "plans", "--settings", str(tmp_path / "settings.json")])

    assert written.exit_code == 0, written.output
    assert json.loads(written.stdout)["event"] == "plan.filed"
    assert read_settings((tmp_path / "settings.json").read_bytes()) == Settings()
