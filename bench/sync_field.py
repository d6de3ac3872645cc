"""A district to sync with: an agency, people with phones, and visits for them; and `mashang serve` on it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert

from bench.places import Place
from bench.sync_peers import Running
from bench.sync_phone import Phone
from server import clock
from server.accounts import devices
from server.db import db
from server.ids import new_id
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.sync import projections
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_inspector, an_item

DAYS_AHEAD = 50


class Person(NamedTuple):
    """An inspector with his account and the badge he goes with."""

    id: str
    account: str
    badge: str


class District:
    """Agencies with one item each; people and visits of one of them are added as they are needed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.visits = folder, 0
        self.serve("fire-rescue", "黄岛区消防救援大队", "fire", "fire-exit")

    def serve(self, code: str, name: str, competence: str, item: str) -> None:
        """From here on people and visits are those of this agency."""
        agency = an_agency(code, name, competence)
        self.agency = agency.id
        version = an_item(agency, item)
        self.at = {"inspection_item": version.item_id, "item_version": version.id}

    def person(self, name: str) -> Person:
        """An inspector who may sign in."""
        agency = db.session.get_one(AgencyRow, self.agency)
        inspector = an_inspector(agency, name)
        badge = inspector.badges[0].number
        return Person(inspector.id, an_account(Role.INSPECTOR, name=name, agency=agency, inspector=inspector).id, badge)

    def phone(self, person: Person) -> Phone:
        """A new phone of his, enrolled."""
        device = new_id()
        token = devices.enrol(person.account, device, "bench").token
        return Phone(self.folder / f"{device}.sqlite", person.account, self.agency, device, token)

    def plan(self, count: int, team: Sequence[Person], days: int = 1) -> list[str]:
        """Visits at as many enterprises, planned for a team from today on, spread over some days."""
        rows = [self._planned(self.visits + number, number % days, team) for number in range(count)]
        self.visits += count
        for place, table in enumerate((EnterpriseRow, PremisesRow, VisitRow, PlanRow, PlanItemRow, PlanTeamRow)):
            db.session.execute(insert(table), [row for each in rows for row in each[place]])
        db.session.commit()
        return [each[2][0]["id"] for each in rows]

    def publish(self) -> None:
        """Puts all of it into the feeds, as the server does with what was filed."""
        projections.publish_all()

    def _planned(self, number: int, ahead: int, team: Sequence[Person]) -> tuple[list[dict[str, Any]], ...]:
        enterprise, premises, visit, plan = new_id(), new_id(), new_id(), new_id()
        day, now = clock.today() + timedelta(days=ahead), clock.now()
        name = f"青岛海之味{number}号餐饮管理有限公司"
        return (
            [{"id": enterprise, "credit_code": f"91370211{number:010}", "name": name, "industry_name": "正餐服务"}],
            [{"id": premises, "enterprise_id": enterprise, "number": 1, "name": name,
              "address": f"青岛市黄岛区长江中路{number}号", "door_token": premises}],
            [{"id": visit, "premises_id": premises, "visit_on": day, "state": "open", "agency_id": self.agency,
              "founding_plan_id": plan, "made_at": now}],
            [{"id": plan, "number": number + 1, "agency_id": self.agency, "premises_id": premises,
              "channel": "ordinary", "visit_on": day, "filed_at": now - timedelta(days=8), "state": "filed",
              "visit_id": visit, "decision": {}}],
            [{"plan_id": plan, "item_id": self.at["inspection_item"], "item_version_id": self.at["item_version"]}],
            [{"plan_id": plan, "inspector_id": person.id, "badge_number": person.badge, "position": position}
             for position, person in enumerate(team)],
        )  # fmt: skip


@contextmanager
def served(place: Place) -> Iterator[Running]:
    """`mashang serve` as people start it, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    environ = {**os.environ, "MASHANG_DATA": str(place.folder), "DATABASE_URL": place.url, "MASHANG_SECRET": "secret"}
    command = [sys.executable, "-m", "server.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the server stopped") from None
            time.sleep(0.2)
    raise RuntimeError("the server did not start")
