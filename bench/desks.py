"""How long each page of the desks takes in a city: CPU time of the server, page by page and for each role.

`script/bench desks [--city] [--enterprises N] [--visits N] [--database sqlite|postgresql|URL] [--folder PATH]`, where
`--city` asks for 500,000 enterprises and 2,000,000 visits. A folder keeps the SQLite database for another time. The
issue wants 50 ms at the 99th of 100 requests; the requests differ in their filters.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import quantiles

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bench import city, places
from server import clock, serving
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.feedback import rated_days
from server.planning import team_keeping
from server.registry.tables import AgencyRow
from server.statistics import checking
from server.vocabulary import Role
from tests.builders import an_account, signed_in

BUDGET = 50.0
REQUESTS, PLAIN = 100, 20  # with filters that differ, and without
FORBIDDEN = 403
NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
STREETS, INDUSTRIES = 22, 30
PERIODS = (("2026-06", "2026-11"), ("2026-01", "2026-11"), ("2024-12", "2026-11"), ("2026-10", "2026-10"))
FILTERED = ("/desk/statistics", "/desk/statistics/rows")
FOLLOWED = ("visits", "saved", "joint_share", "green_share", "repeat_share", "in_quiet")
SPREAD = (
    f"UPDATE enterprise SET industry = 6000 + abs({{number}}) % {INDUSTRIES}, industry_name = '行业'",
    f"UPDATE premises SET sub_district = '街道' || (abs({{number}}) % {STREETS})",
    'UPDATE plan SET decision = CAST(\'{"outcome"\\:"founded","because"\\:null,"facts"\\:{},"pulled"\\:[],\' '
    '|| \'"reasons"\\:[],"visit_on"\\:"\' || visit_on || \'"}\' AS {document})',
    "UPDATE plan SET channel = 'green', cause = CASE number % 5 WHEN 0 THEN 'emergency' WHEN 1 THEN 'superior_order' "
    "WHEN 2 THEN 'tip_off' WHEN 3 THEN 'covert' ELSE 'other' END WHERE number % 12 = 0",
)
# Of a tenth of the completed visits their enterprise says something, at each hundredth something is noticed.
SPOKEN = (
    "INSERT INTO rating (id, visit_id, enterprise_id, process, result, process_text, result_text, tags, made_at, "
    "changed_at, made_by) SELECT v.id, v.id, p.enterprise_id, 1 + abs({v}) / 10 % 5, 1 + abs({v}) / 50 % 5, "
    "CASE abs({v}) / 10 % 20 WHEN 0 THEN '等了很久' ELSE '' END, '', CAST('[]' AS {document}), v.completed_at, "
    "v.completed_at, {manager} FROM visit v JOIN premises p ON p.id = v.premises_id "
    "WHERE v.state = 'completed' AND abs({v}) % 10 = 0",
    "INSERT INTO irregularity (id, kind, visit_id, agency_id, facts, noticed_at, mark, decision, reason) "
    "SELECT id, 'no_plan', id, agency_id, CAST('{}' AS {document}), completed_at, id, "
    "CASE abs({v}) / 100 % 10 WHEN 0 THEN 'open' ELSE 'dismissed' END, '' FROM visit v "
    "WHERE state = 'completed' AND abs({v}) % 100 = 1",
)
NUMBER = {"sqlite": "(rowid * 2654435761)", "postgresql": "hashtext(id)"}
OF_VISIT = {"sqlite": "(v.rowid * 2654435761)", "postgresql": "hashtext(v.id)"}
NOTED = (
    "DELETE FROM statistic_due", "DELETE FROM team_due", "INSERT INTO team_due (agency_id) SELECT id FROM agency",
    "DELETE FROM rated_due", "INSERT INTO rated_due (completed_at) SELECT DISTINCT completed_at FROM visit "
    "WHERE completed_at IS NOT NULL",
)  # fmt: skip
DOCUMENT = {"sqlite": "text", "postgresql": "jsonb"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench desks", description=__doc__)
    parser.add_argument("--city", action="store_const", const=10, default=1, help="Ten times as large.")
    parser.add_argument("--enterprises", type=int, default=50_000)
    parser.add_argument("--visits", type=int, default=200_000)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgresql, or the address of a database.")
    parser.add_argument("--folder", default="", help="Where to keep the SQLite database for another time.")
    parser.add_argument("--only", default="", help="Part of the address of the pages to measure.")
    asked = parser.parse_args()
    kept = f"sqlite:///{asked.folder}/district.sqlite" if asked.folder else asked.database
    with places.place(kept) as place:
        app = places.app_on(place)
        with app.app_context(), clock.at(NOW):
            fill(asked.enterprises * asked.city, asked.visits * asked.city)
            print(f"{place.kind}, load of the machine {os.getloadavg()[0]:.1f}; ms of CPU: median, 99th of {REQUESTS}")
            show(app, asked.only)


def fill(enterprises: int, visits: int) -> None:
    """A city with industries, streets and causes, and its figures; what stands already is left as it is."""
    city.fill(enterprises, visits)
    if not there_is("statistic"):
        do(SPREAD)
        timed("lines counted", checking.rebuild)
    if not there_is("rating"):
        do(SPOKEN, an_account(Role.MANAGER).id)
        timed("days of ratings counted", rated_days.catch_up)
        timed("notes on teams settled", team_keeping.catch_up)
        with transaction():
            db.session.execute(text("ANALYZE"))


def there_is(table: str) -> bool:
    """Whether a table has rows."""
    return bool(db.session.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {table})")))


def do(statements: Iterable[str], manager: str = "") -> None:
    """Changes the whole city at once; of what triggers note meanwhile, each agency and each day is enough."""
    kind = db.engine.dialect.name
    with transaction():
        for statement in (*statements, *NOTED):
            asked = statement.replace("{number}", NUMBER[kind]).replace("{v}", OF_VISIT[kind])
            asked = asked.replace("{document}", DOCUMENT[kind]).replace("{manager}", f"'{manager}'")
            db.session.execute(text(asked))


def timed(what: str, does: Callable[[], int]) -> None:
    """Says how many and in which CPU time."""
    began = time.process_time()
    print(f"{does()} {what} in {time.process_time() - began:.0f} s of CPU", flush=True)


def show(app: Flask, only: str) -> None:
    """A line for each page and role; those over the budget are marked."""
    write_out()
    agency = db.session.get_one(AgencyRow, "agency-3")
    people = {
        "bureau": an_account(Role.SUPERVISOR), "lead": an_account(Role.AGENCY_LEAD, agency=agency),
        "officer": an_account(Role.OFFICER, agency=agency), "admin": an_account(Role.ADMIN),
    }  # fmt: skip
    ids = {name: account.id for name, account in people.items()}
    serving.settle()
    for name, address, pages in asked_for(app):
        if only in address:
            measure(app, name, ids[name], address, pages)


def write_out() -> None:
    """What filling left in SQLite's log is not for the first pages to put in its place."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.close()


def asked_for(app: Flask) -> Iterator[tuple[str, str, list[str]]]:
    """Role, page, and the addresses by which it is asked for."""
    for name in ("bureau", "lead", "officer", "admin"):
        for address in listed(app):
            yield name, address, [address] * PLAIN
        yield name, "/desk/statistics", statistics(name)
        yield name, "/desk/statistics/rows", [each.replace("?", "/rows?") for each in statistics(name)]


def listed(app: Flask) -> list[str]:
    """Every page of the desks that needs no more than its address."""
    rules = app.url_map.iter_rules()
    pages = (rule.rule for rule in rules if rule.rule.startswith("/desk/") and "GET" in (rule.methods or ()))
    return sorted(page for page in pages if "<" not in page and page not in FILTERED)


def statistics(name: str) -> list[str]:
    """A hundred filters."""
    random, addresses = Random(7), []
    for _ in range(REQUESTS):
        since, until = random.choice(PERIODS)
        query = f"since={since}&until={until}&by={random.choice(('agency', 'item', 'industry', 'sub_district'))}"
        query += f"&figure={random.choice(FOLLOWED)}"
        query += random.choice(("", "&industry=6007", "&sub_district=街道3", "&industry=6007&sub_district=街道3"))
        query += random.choice(("", "&agency=agency-3", "&item=item-3-1")) if name == "bureau" else ""
        addresses.append(f"/desk/statistics?{query}")
    return addresses


def measure(app: Flask, name: str, account_id: str, address: str, pages: list[str]) -> None:
    """The CPU time of each request; a page that takes long is asked for less often."""
    client = app.test_client()
    signed_in(client, db.session.scalars(select(AccountRow).where(AccountRow.id == account_id)).one())
    took, status = [], 0
    for page in pages:
        spent, status = once(client, page)
        if status != 200:
            if status != FORBIDDEN:
                print(f"{name:8} {address:40} {status}")
            return
        took.append(spent)
        if sum(took) > 5_000:
            break
    settled = took[1:] or took
    high = quantiles(settled, n=100)[98] if len(settled) > 1 else settled[0]
    mark = "  OVER" if high > BUDGET else ""
    print(
        f"{name:8} {address:40} {sorted(settled)[len(settled) // 2]:8.1f} {high:8.1f} {len(took):4}{mark}", flush=True
    )


def once(client: FlaskClient, page: str) -> tuple[float, int]:
    """One request: its CPU time in ms, that of PostgreSQL included, and what it was answered."""
    with client.application.app_context():
        began, beside = time.process_time(), of_postgresql()
        answer = client.get(page)
        spent = time.process_time() - began + of_postgresql() - beside
    return spent * 1000, answer.status_code


def of_postgresql() -> float:
    """The CPU seconds that the processes serving this database have taken so far, where they run on this machine."""
    if db.engine.dialect.name == "sqlite":
        return 0.0
    serving = db.session.scalars(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).all()
    db.session.rollback()
    told = (Path(f"/proc/{process}/schedstat") for process in serving)
    return sum(int(each.read_text().split()[0]) for each in told if each.exists()) / 1e9


if __name__ == "__main__":
    main()
