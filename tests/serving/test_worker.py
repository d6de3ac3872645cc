"""What happens by itself as time passes."""

import threading
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from server import clock, worker
from server.db import db
from server.planning.tables import VisitRow
from server.trail.tables import TrailEntryRow
from tests.field import a_field


def test_a_visit_nobody_started_lapses_once_when_the_day_after_it_is_over(app: Flask, client: FlaskClient):
    field = a_field(client)
    day = db.session.get_one(VisitRow, field.visit).visit_on
    two_days_later = datetime.combine(day + timedelta(days=2), datetime.min.time(), clock.LOCAL)

    with clock.at(two_days_later - timedelta(seconds=1)):
        worker.work(app)
    assert db.session.get_one(VisitRow, field.visit).state == "open"

    with clock.at(two_days_later):
        worker.work(app)
        worker.work(app)
    db.session.rollback()
    assert db.session.get_one(VisitRow, field.visit).state == "lapsed"
    lapses = db.session.scalars(db.select(TrailEntryRow).where(TrailEntryRow.kind == "visit.lapsed")).all()
    assert len(lapses) == 1


def test_the_worker_goes_on_after_a_fault(app: Flask, monkeypatch):
    rounds: list[int] = []
    stop = threading.Event()

    def failing(_: Flask) -> None:
        rounds.append(1)
        if len(rounds) == 3:
            stop.set()
        raise RuntimeError

    monkeypatch.setattr(worker, "work", failing)
    monkeypatch.setattr(worker, "EVERY", 0.0)
    worker.work_forever(app, stop)

    assert len(rounds) == 3
