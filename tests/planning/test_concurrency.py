"""Filings that arrive at the same moment are judged one after the other."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import combinations, count
from pathlib import Path
from random import Random
from threading import Barrier, Event

import pytest
from flask import Flask
from sqlalchemy import func, literal, select
from sqlalchemy.exc import OperationalError

import server.db
from server import clock
from server.db import db, transaction
from server.planning import commands
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan
from server.refusals import Refused
from server.vocabulary import TeamRole
from tests.builders import an_enterprise
from tests.planning.district import a_party, october

AGENCIES = 8
EACH = 30
OBJECTS = 6
FIRST = date(2026, 10, 12)


def eight_agencies():
    """Each with one item of its own and a team."""
    made = [a_party(f"agency-{n}", f"单位{n}", f"competence-{n}") for n in range(AGENCIES)]
    return [(each.agency.id, each.item, tuple((person, TeamRole.INSPECTOR) for person in each.team)) for each in made]


def objects(number):
    codes = [f"91370211MA3C{each:06}" for each in range(number)]
    for code in codes:
        an_enterprise(code, code)
    return codes


def all_at_once(app, file_for, parties):
    """Every agency files in a thread of its own; what it was told comes back."""
    gate = Barrier(len(parties))

    def start(party):
        with app.app_context(), clock.at(october(1)):
            gate.wait(timeout=30)
            told = [filed(new, party[0]) for new in file_for(*party)]
            db.session.remove()
            return told

    with ThreadPoolExecutor(len(parties)) as threads:
        return [told for each in threads.map(start, parties) for told in each]


def filed(new, agency):
    """Whether the plan was filed, refused, or lost."""
    try:
        return bool(commands.file_plan(new, agency_id=agency, account_id=None))
    except Refused:
        return True
    except OperationalError:
        db.session.rollback()
        return False


def crowded(codes):
    """An agency's plans for random objects within five weeks: far more than there is room for without merging."""

    def file_for(agency, item, team):
        chance = Random(agency)
        days = [FIRST + timedelta(days=chance.randrange(35)) for _ in range(EACH)]
        return [NewPlan(chance.choice(codes), 1, (item,), team, day) for day in days]

    return file_for


def too_near():
    """Pairs of visits that the rules forbid: ordinary plans alone founded both, in each other's quiet period."""
    standing = select(VisitRow.premises_id, VisitRow.visit_on).where(VisitRow.state == "open")
    pairs = combinations(db.session.execute(standing).all(), 2)
    return [
        (one, other) for one, other in pairs
        if one.premises_id == other.premises_id and abs((one.visit_on - other.visit_on).days) <= 7
    ]  # fmt: skip


def numbers():
    return sorted(db.session.scalars(select(PlanRow.number)))


def test_agencies_that_file_for_one_enterprise_at_once_meet_in_one_visit(app: Flask):
    parties, codes = eight_agencies(), objects(4)

    all_at_once(app, lambda _, item, team: [NewPlan(code, 1, (item,), team, FIRST) for code in codes], parties)

    assert db.session.scalar(select(func.count()).select_from(VisitRow)) == len(codes)
    assert numbers() == list(range(1, AGENCIES * len(codes) + 1))


def test_no_crowd_of_filings_founds_visits_too_near_each_other_or_loses_one(app: Flask):
    parties, codes = eight_agencies(), objects(OBJECTS)

    told = all_at_once(app, crowded(codes), parties)

    assert all(told)
    assert too_near() == []
    assert numbers() == list(range(1, AGENCIES * EACH + 1))


def test_without_the_locks_the_same_crowd_breaks_the_rules(app: Flask, monkeypatch):
    """This is what the locks are for: PostgreSQL lets both of two filings found, SQLite turns one away."""
    parties, codes = eight_agencies(), objects(OBJECTS)
    unlocked = count(1)
    monkeypatch.setattr(commands, "lock_object", nullcontext)
    monkeypatch.setattr(commands, "locking", lambda name: (select(literal(name)), {}))
    monkeypatch.setattr(commands, "next_number", lambda _: next(unlocked))
    monkeypatch.setattr(server.db, "_writing", NeverWriting())
    monkeypatch.setattr(server.db, "_turn", nullcontext)

    told = all_at_once(app, crowded(codes), parties)

    assert too_near() or not all(told)


def test_on_sqlite_a_writer_waits_until_another_process_has_written(app: Flask):
    """SQLite itself lets writers ask again and again; with four busy processes some asked ten seconds in vain."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    wrote = Event()

    def write():
        with app.app_context(), transaction():
            wrote.set()

    with ThreadPoolExecutor(1) as thread, Path(f"{db.engine.url.database}-queue").open("a") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        writing = thread.submit(write)
        too_early = wrote.wait(0.3)
        fcntl.flock(queue, fcntl.LOCK_UN)
        writing.result(timeout=30)

    assert (too_early, wrote.is_set()) == (False, True)


class NeverWriting:
    """Has every transaction begin as if it only read."""

    def get(self):
        return False

    def set(self, _):
        return None

    def reset(self, _):
        return None
