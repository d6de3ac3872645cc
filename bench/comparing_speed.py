"""Prints how long the comparison of visits takes for a district, an agency and an enterprise."""

import os
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from bench import city
from server import clock, config, tables  # noqa: F401
from server.app import create_app
from server.db import bring_up_to_date, db
from server.planning import comparing
from server.planning.standing import Where
from server.planning.values import Settings

NOW = datetime(2026, 6, 1, 1, tzinfo=UTC)
MONTHS, YEAR = (date(2026, 6, 1), date(2026, 7, 31)), (date(2025, 12, 1), date(2026, 11, 30))
BUDGET, REACH = 2.0, 14


def show(enterprises: int, visits: int, folder: str = "") -> None:
    """A line for each question; with a folder the database is kept there for another time."""
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(folder or temporary)
        url = f"sqlite:///{data}/district.sqlite"
        app = create_app(config.Settings(data=data, database_url=url, secret="secret", front_end=False))
        bring_up_to_date(app)
        with app.app_context(), clock.at(NOW):
            city.fill(enterprises, visits)
            db.session.execute(text("UPDATE visit SET state = 'open' WHERE visit_on >= '2026-06-01'"))
            db.session.commit()
            print(f"{enterprises:,} enterprises, {visits:,} visits, load of the machine {os.getloadavg()[0]:.1f}")
            for question, where in questions(enterprises):
                ask(question, where)
            db.session.remove()
            db.engine.dispose()


def questions(enterprises: int) -> list[tuple[str, Where]]:
    """What people ask: two months or a year, of everybody, an agency, an enterprise."""
    one = city.credit_code(enterprises // 2)
    return [
        ("the district, two months", Where(*MONTHS)),
        ("the district, a year", Where(*YEAR)),
        ("one agency, two months", Where(*MONTHS, "agency-3")),
        ("one agency, a year", Where(*YEAR, "agency-3")),
        ("one enterprise, a year", Where(*YEAR, None, one)),
    ]


def ask(question: str, where: Where) -> None:
    """One comparison in a session of its own, as a request has."""
    db.session.remove()
    began, worked = time.perf_counter(), time.process_time()
    found = comparing.compared(where, REACH, Settings())
    took, work = time.perf_counter() - began, time.process_time() - worked
    numbers = found.numbers
    print(
        f"  {question}: {took:.2f} s by the clock, {work:.2f} s by the processor (budget {BUDGET} s); "
        f"{numbers.filed:,} filed, {numbers.merged:,} merged, "
        f"{numbers.fewest:,} or {numbers.wider:,} at the least, {len(found.proposals):,} proposals",
        flush=True,
    )
