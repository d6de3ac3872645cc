"""Fills an empty database with a city: its enterprises, and two years of visits with plan, team and result."""

import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Index, func, select, text

from server.db import db
from server.registry.tables import EnterpriseRow
from server.vocabulary import TeamRole
from tests.builders import an_agency, an_inspector, an_item

TODAY = date(2026, 11, 2)
FIRST = date(2024, 12, 1)
DAYS = 730
AGENCIES = 20
BATCH = 50_000
LONG_AGO = "2024-11-01 00:00:00.000000"
# The columns of each table that a fill sets, in the order of the rows below; the others may stay empty.
COLUMNS = {
    "enterprise": "id credit_code name industry industry_name area legal_representative",
    "premises": "id enterprise_id number name address sub_district door_token",
    "visit": "id premises_id visit_on state planned agency_id founding_plan_id made_at started_at completed_at",
    "plan": "id number agency_id premises_id channel visit_on stands_on fixed_day urgent filed_at state visit_id "
    "decision",
    "plan_item": "plan_id item_id item_version_id position",
    "plan_team": "plan_id inspector_id role badge_number position",
    "result": "id visit_id premises_id agency_id competence version visit_on outcome outcomes inspector_id issued_at",
}


class Party(NamedTuple):
    """An agency with its items, each in its version, and a team."""

    agency: str
    competence: str
    items: list[tuple[str, str]]
    team: tuple[str, str]

    @property
    def as_team(self) -> tuple[tuple[str, TeamRole], ...]:
        """The team as a plan names it."""
        return tuple((person, TeamRole.INSPECTOR) for person in self.team)


def fill(enterprises: int, visits: int, agencies: int = AGENCIES) -> list[Party]:
    """Fills the database, unless a bench before has, and returns its agencies."""
    if db.session.scalar(select(func.count()).select_from(EnterpriseRow)):
        return [standing_party(number) for number in range(agencies)]
    began = time.perf_counter()
    parties = [a_party(number) for number in range(agencies)]
    db.session.remove()
    with db.engine.connect() as connection:
        quicken(connection)
        for index in indexes():
            index.drop(connection)
        put_all(connection, registered(enterprises))
        put_all(connection, visited(visits, enterprises, parties))
        for index in indexes():
            index.create(connection)
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('filing', :last)"), {"last": visits})
        connection.commit()
        connection.execute(text("ANALYZE"))
        connection.commit()
        connection.invalidate()
    print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
    return parties


def a_party(number: int) -> Party:
    """An agency with a competence of its own, ten items and two inspectors."""
    agency = an_agency(f"agency-{number}", f"单位{number}", f"competence-{number}")
    for each in range(10):
        an_item(agency, f"item-{number}-{each}")
    for name in "甲乙":
        an_inspector(agency, f"{name}{number}")
    return standing_party(number)


def standing_party(number: int) -> Party:
    """An agency that a fill made."""
    agency = f"agency-{number}"
    items = db.session.execute(
        text("SELECT item_id, id FROM item_version WHERE item_id LIKE :items"), {"items": f"item-{number}-%"}
    )
    team = db.session.scalars(text("SELECT id FROM inspector WHERE agency_id = :agency"), {"agency": agency})
    return Party(agency, f"competence-{number}", [(item, version) for item, version in items], tuple(team))


def key(table: str, number: int) -> str:
    """An id that can be told from the number, in the order of numbers as a UUIDv7 is in the order of time."""
    return f"{list(COLUMNS).index(table):08x}-0000-7000-8000-{number:012x}"


def credit_code(number: int) -> str:
    """The credit code of an enterprise by its number."""
    return f"91370211{number:010}"


def registered(enterprises: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Every enterprise with its registered premises, as rows with their table."""
    for number in range(enterprises):
        one, own = key("enterprise", number), key("premises", number)
        yield "enterprise", (one, credit_code(number), f"第{number}号有限公司", "6210", "正餐服务", "370211", "")
        yield "premises", (own, one, 1, "", "长江中路1号", "薛家岛街道", own)


def visited(visits: int, enterprises: int, parties: Sequence[Party]) -> Iterator[tuple[str, Sequence[Any]]]:
    """Visits at random, each for one plan; those before today are completed and have a result."""
    chance = Random(11)
    for number in range(visits):
        premises, party = key("premises", chance.randrange(enterprises)), chance.choice(parties)
        day, (item, version) = FIRST + timedelta(days=chance.randrange(DAYS)), chance.choice(party.items)
        visit, plan, on = key("visit", number), key("plan", number), day.isoformat()
        state = "open" if day >= TODAY else "completed"
        clock = f"0{number % 7 + 1}:{number // 7 % 60:02}"
        began, ended = (f"{on} {clock}:{second}.000000" if state == "completed" else None for second in ("00", "59"))
        yield "visit", (visit, premises, on, state, 1, party.agency, plan, LONG_AGO, began, ended)
        yield "plan", (
            plan, number + 1, party.agency, premises, "ordinary", on, on, 0, 1, LONG_AGO, "filed", visit, "{}",
        )  # fmt: skip
        yield "plan_item", (plan, item, version, 0)
        for position, person in enumerate(party.team):
            yield "plan_team", (plan, person, "inspector", "", position)
        if state == "completed":
            outcomes = f'[{{"item":"{item}","item_version":"{version}","name":"安全检查","outcome":"no_problem"}}]'
            yield "result", (
                key("result", number), visit, premises, party.agency, party.competence, 1, on, "no_problem", outcomes,
                party.team[0], LONG_AGO,
            )  # fmt: skip


def indexes() -> list[Index]:
    """The indexes of the tables filled: made afterwards, they cost a fraction."""
    return [index for table in COLUMNS for index in db.metadata.tables[table].indexes]


def quicken(connection: Any) -> None:
    """Spares a fill what only costs time when every row is known to be right."""
    sqlite = connection.dialect.name == "sqlite"
    for each in ("PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-1000000") if sqlite else (
        "SET session_replication_role = replica", "SET synchronous_commit = off"
    ):  # fmt: skip
        connection.connection.driver_connection.execute(each)


def put_all(connection: Any, rows: Iterable[tuple[str, Sequence[Any]]]) -> None:
    """Inserts rows, some thousands at once."""
    coming = iter(rows)
    while batch := list(islice(coming, BATCH)):
        for table, columns in COLUMNS.items():
            if values := [row for named, row in batch if named == table]:
                put(connection, table, columns.split(), values)
    connection.commit()


def put(connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows into one table the way its database does fastest."""
    names, cursor = ", ".join(columns), connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)
        return
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
