"""One installation in this process, with people, phones and planned visits, as many as are asked for."""

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from fault.trust.phone import Person, Phone
from server import clock, config, p256
from server.accounts import device_keys, devices
from server.accounts.tables import AccountRow, MembershipRow
from server.app import create_app
from server.db import bring_up_to_date, db, transaction
from server.ids import new_id
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import BadgeRow, EnterpriseRow, InspectorRow, PremisesRow
from server.timing import beacons, grading
from server.trail import checkpoints
from server.vocabulary import Role
from tests.field import an_office

OFFICES = (("fire-rescue", "fire-exit", "fire"), ("market", "food-safety", "food"))
# What the supervisor reads: what was noticed, and what was set aside.
NOTICED = "SELECT rowid, kind, json_extract(facts, '$.code') FROM irregularity WHERE rowid > ? ORDER BY rowid"
ASIDE = "SELECT rowid, 'quarantine', code FROM quarantine WHERE rowid > ? ORDER BY rowid"


@dataclass(frozen=True)
class Visit:
    """A visit planned for two inspectors of one agency."""

    id: str
    premises: str
    credit_code: str
    people: tuple[Person, Person]

    @property
    def first(self) -> Person:
        return self.people[0]


class World:
    """The installation, and what its supervisor has been told so far."""

    def __init__(self, folder: Path, chance: Random, at_once: int = 200) -> None:
        self.folder, self.chance, self.at_once = folder, chance, at_once
        self.enrolled: dict[Person, Phone] = {}
        folder.mkdir(parents=True)
        self.settings = config.Settings(
            data=folder, database_url=f"sqlite:///{folder / 'mashang.sqlite'}", rate_limits=False, front_end=False,
            secret="secret", password_sign_in=True,
        )  # fmt: skip
        (folder / "mashang.sqlite").write_bytes(_empty())
        self.app: Flask = create_app(self.settings)
        self.app.testing = True
        self.client: FlaskClient = self.app.test_client()
        with self.app.app_context():
            self.offices = [an_office(self.client, *office) for office in OFFICES]
            self.places = [(each.agency.id, each.item.item_id, each.item.id) for each in self.offices]
        self.waiting: dict[date, list[Visit]] = {}
        self.made = 0
        self.look_again()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The application's context, so that commands can be called plainly."""
        with self.app.app_context():
            yield
            db.session.rollback()

    def phone(self, person: Person, *, key: bool = True) -> Phone:
        """A phone enrolled for somebody, with a key unless its browser can keep none."""
        if key and (ready := self.enrolled.pop(person, None)):
            return ready
        with self.inside(), transaction():
            return self._enrolled(person, key)

    def give_key(self, phone: Phone) -> None:
        """The phone makes a key and makes it known."""
        with self.inside():
            _make_known(phone)

    def visit(self, days_ago: int = 0) -> Visit:
        """A visit nobody has entered yet, at an enterprise of its own, planned for so many days ago."""
        on = clock.today() - timedelta(days=days_ago)
        if not self.waiting.get(on):
            with self.inside():
                self.waiting[on] = self._planned(on)
        return self.waiting[on].pop()

    def beacon(self, ago: timedelta = timedelta()) -> str | None:
        """What the server gave out so long ago."""
        with self.inside(), clock.at(clock.now() - ago):
            return beacons.current()

    def grade(self) -> None:
        """The log is signed, and what it covers is graded, as happens within minutes."""
        with self.inside():
            checkpoints.make(self.settings)
            grading.catch_up()

    def alarms(self) -> list[str]:
        """What the supervisor has been told since he was asked last, by name."""
        told = [*self._new(NOTICED), *self._new(ASIDE)]
        return [f"{kind} {code}" if code else kind for kind, code in told]

    def look_again(self) -> None:
        """What the supervisor was told up to now is nothing new."""
        self.reading = sqlite3.connect(self.folder / "mashang.sqlite", isolation_level=None)
        self.reading.execute("PRAGMA query_only = ON")
        self.seen = Counter[str]()
        self.alarms()

    def release(self) -> None:
        """Nobody holds the database's file any more."""
        self.reading.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _new(self, question: str) -> list[tuple[str, str | None]]:
        rows = self.reading.execute(question, (self.seen[question],)).fetchall()
        self.seen[question] = rows[-1][0] if rows else self.seen[question]
        return [(row[1], row[2]) for row in rows]

    def _planned(self, on: date) -> list[Visit]:
        visits = [self._one() for _ in range(self.at_once)]
        rows = [_rows(visit, on) for visit in visits]
        with transaction():
            for table in rows[0]:
                db.session.execute(insert(table), [each for row in rows for each in row[table]])
            for visit in visits:
                self.enrolled[visit.first] = self._enrolled(visit.first, key=True)
        return visits

    def _enrolled(self, person: Person, key: bool) -> Phone:
        device = new_id()
        phone = Phone(self.client, person, device, devices.enrol(person.account, device, "fault").token)
        if key:
            _make_known(phone)
        return phone

    def _one(self) -> Visit:
        self.made += 1
        place = self.places[self.made % len(self.places)]
        people = Person(new_id(), new_id(), *place), Person(new_id(), new_id(), *place)
        return Visit(new_id(), new_id(), f"91370211MA{self.made:08X}", people)


@cache
def _empty() -> bytes:
    """A database of the newest schema with nothing in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        app = create_app(config.Settings(data=Path(folder), database_url=f"sqlite:///{path}", front_end=False))
        bring_up_to_date(app)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        return path.read_bytes()


def _make_known(phone: Phone) -> None:
    phone.key = ec.generate_private_key(ec.SECP256R1())
    proof = p256.sign(phone.key, device_keys.PROVES + phone.device.encode())
    device_keys.enrol(phone.person.account, phone.device, p256.public(phone.key), proof)


def _rows(visit: Visit, on: date) -> dict[Any, list[dict[str, Any]]]:
    enterprise, plan, filed = new_id(), new_id(), clock.now() - timedelta(days=12)
    person = visit.first
    return {
        InspectorRow: [{"id": each.inspector, "agency_id": each.agency, "name": "王建国"} for each in visit.people],
        BadgeRow: [
            {"id": new_id(), "inspector_id": each.inspector, "number": each.inspector, "issuer": "青岛市",
             "valid_from": date(2020, 1, 1), "valid_until": date(2099, 12, 31)}
            for each in visit.people
        ],
        AccountRow: [
            {"id": each.account, "name": "王建国", "inspector_id": each.inspector, "made_at": filed, "language": "zh"}
            for each in visit.people
        ],
        MembershipRow: [
            {"id": new_id(), "account_id": each.account, "role": Role.INSPECTOR, "agency_id": each.agency}
            for each in visit.people
        ],
        EnterpriseRow: [
            {"id": enterprise, "credit_code": visit.credit_code, "name": visit.credit_code, "industry": "6210",
             "industry_name": "正餐服务"}
        ],
        PremisesRow: [
            {"id": visit.premises, "enterprise_id": enterprise, "number": 1, "name": "总店", "address": "长江中路1号"}
        ],
        VisitRow: [
            {"id": visit.id, "premises_id": visit.premises, "visit_on": on, "state": "open", "made_at": filed}
        ],
        PlanRow: [
            {"id": plan, "number": int(visit.credit_code[10:], 16), "agency_id": person.agency,
             "premises_id": visit.premises, "channel": "ordinary", "visit_on": on, "filed_at": filed,
             "state": "filed", "visit_id": visit.id, "decision": {}}
        ],
        PlanItemRow: [{"plan_id": plan, "item_id": person.item, "item_version_id": person.version}],
        PlanTeamRow: [
            {"plan_id": plan, "inspector_id": each.inspector, "badge_number": "37", "position": place}
            for place, each in enumerate(visit.people)
        ],
    }  # fmt: skip
