"""Filings that arrive at the same moment are judged one after the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from server import clock
from server.db import db
from server.planning import commands
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan
from server.vocabulary import TeamRole
from tests.builders import an_enterprise
from tests.planning.district import a_party, october

AGENCIES = 6
CODES = ["91370211MA3C0AAA14", "91370211MA3C0BBB30", "91370211MA3C0CCC57", "91370211MA3C0DDD73"]


def test_agencies_that_file_for_one_enterprise_at_once_meet_in_one_visit(app: Flask):
    parties = [a_party(f"agency-{n}", f"单位{n}", f"competence-{n}") for n in range(AGENCIES)]
    filings = [
        (party.agency.id, party.item, tuple((person, TeamRole.INSPECTOR) for person in party.team)) for party in parties
    ]
    for code in CODES:
        an_enterprise(code, code)
    at_once = Barrier(AGENCIES)

    def file_for_all(filing):
        agency, item, team = filing
        with app.app_context(), clock.at(october(1)):
            for code in CODES:
                at_once.wait(timeout=30)
                new = NewPlan(code, 1, items=(item,), team=team, visit_on=date(2026, 10, 12))
                commands.file_plan(new, agency_id=agency, account_id=None)
            db.session.remove()

    with ThreadPoolExecutor(AGENCIES) as threads:
        list(threads.map(file_for_all, filings))

    assert db.session.scalar(select(func.count()).select_from(VisitRow)) == len(CODES)
    assert sorted(db.session.scalars(select(PlanRow.number))) == list(range(1, AGENCIES * len(CODES) + 1))
