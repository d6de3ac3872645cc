"""Fills a database with a city's enterprises and visits and prints how long filing one more plan takes."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, text

from server import clock, config, tables  # noqa: F401
from server.app import create_app
from server.db import bring_up_to_date, db
from server.ids import new_id
from server.planning import filing
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.planning.values import NewPlan
from server.refusals import Refused
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import TeamRole
from tests.builders import an_agency, an_inspector, an_item

TODAY = datetime(2026, 11, 2, 1, tzinfo=UTC)
AGENCIES = 20
BATCH = 10_000
BUDGET = (5, 50)


def show(enterprises: int, visits: int, filings: int, database: str | None) -> None:
    """One line of figures, for SQLite in a folder of its own or for the database named."""
    with tempfile.TemporaryDirectory() as folder:
        url = database or f"sqlite:///{folder}/district.sqlite"
        app = create_app(config.Settings(data=Path(folder), database_url=url, secret="secret", front_end=False))
        bring_up_to_date(app)
        with app.app_context():
            parties = [a_party(number) for number in range(AGENCIES)]
            premises = fill(enterprises, visits, parties)
            took = [each for each in times(filings, premises, parties) if each]
            db.session.remove()
            db.engine.dispose()
    p50, p99 = statistics.median(took), statistics.quantiles(took, n=100)[98]
    print(
        f"filing one plan among {enterprises:,} enterprises and {visits:,} visits on {url.split(':')[0]}: "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms of {len(took):,} (budget {BUDGET[0]}/{BUDGET[1]} ms), "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


def a_party(number: int) -> dict[str, Any]:
    """An agency with ten items and a team."""
    agency = an_agency(f"agency-{number}", f"单位{number}", f"competence-{number}")
    versions = [an_item(agency, f"item-{number}-{each}") for each in range(10)]
    team = [(an_inspector(agency, f"{name}{number}").id, TeamRole.INSPECTOR) for name in "甲乙"]
    return {
        "agency": agency.id, "team": team, "items": [(version.item_id, version.id) for version in versions],
    }  # fmt: skip


def fill(enterprises: int, visits: int, parties: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Inserts enterprises, each with its registered premises, and two years of visits with a plan each."""
    chance = Random(11)
    known = [(new_id(), new_id(), f"91370211{number:010}") for number in range(enterprises)]
    put(EnterpriseRow, ({"id": one, "credit_code": code, "name": f"企业{code}"} for one, _, code in known))
    put(PremisesRow, ({"id": own, "enterprise_id": one, "number": 1, "door_token": own} for one, own, _ in known))
    past = [a_past(chance, number, known, parties) for number in range(visits)]
    for row, rows in ((VisitRow, 0), (PlanRow, 1), (PlanItemRow, 2), (PlanTeamRow, 3)):
        put(row, (each for kept in past for each in kept[rows]))
    db.session.execute(
        text("INSERT INTO counter (name, value) VALUES ('filing', :last) ON CONFLICT (name) DO UPDATE SET value=:last"),
        {"last": visits},
    )
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()
    return [(own, code) for _, own, code in known]


def a_past(chance: Random, number: int, known: list[Any], parties: list[dict[str, Any]]) -> tuple[list[Any], ...]:
    """A visit with its plan, items and team; those of the coming weeks are open."""
    _, premises, _ = chance.choice(known)
    party, day = chance.choice(parties), date(2024, 12, 1) + timedelta(days=chance.randrange(730))
    visit, plan, (item, version) = new_id(), new_id(), chance.choice(party["items"])
    state = "open" if day >= TODAY.date() else "completed"
    filed = datetime(2024, 11, 1, tzinfo=UTC)
    return (
        [{"id": visit, "premises_id": premises, "visit_on": day, "state": state, "agency_id": party["agency"],
          "founding_plan_id": plan, "made_at": filed}],
        [{"id": plan, "number": number + 1, "agency_id": party["agency"], "premises_id": premises,
          "channel": "ordinary", "visit_on": day, "filed_at": filed, "state": "filed", "visit_id": visit,
          "decision": {}}],
        [{"plan_id": plan, "item_id": item, "item_version_id": version}],
        [{"plan_id": plan, "inspector_id": person} for person, _ in party["team"]],
    )  # fmt: skip


def put(row: Any, values: Iterator[dict[str, Any]]) -> None:
    """Inserts rows, some thousands a statement."""
    while batch := list(islice(values, BATCH)):
        db.session.execute(insert(row), batch)
    db.session.commit()


def times(filings: int, premises: list[tuple[str, str]], parties: list[dict[str, Any]]) -> Iterator[float | None]:
    """Milliseconds for each plan filed; those for which something else was due first are left out."""
    chance = Random(5)
    for _ in range(filings):
        party, (_, code) = chance.choice(parties), chance.choice(premises)
        item, _ = chance.choice(party["items"])
        day = TODAY.date() + timedelta(days=chance.randint(7, 200))
        new = NewPlan(code, 1, items=(item,), team=tuple(party["team"]), visit_on=day)
        yield one(new, party["agency"])


def one(new: NewPlan, agency: str) -> float | None:
    """Milliseconds for one plan, in a session of its own as a request has."""
    started = time.perf_counter()
    try:
        with clock.at(TODAY):
            filing.file_plan(new, agency_id=agency, account_id=None)
    except Refused:
        return None
    finally:
        db.session.remove()
    return (time.perf_counter() - started) * 1000
