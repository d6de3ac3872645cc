"""The small district in which docs/protocol.md's example traffic takes place: fixed ids, a fixed moment and epoch."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import key_files, trail
from server.accounts import devices
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db, transaction
from server.http import current_settings
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)
from server.sync import receipt_keys
from server.sync.tables import SyncMetaRow
from server.timing.tables import BeaconRow

NOW = datetime(2026, 11, 23, 1, 41, 9, 2000, tzinfo=UTC)
PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"
FILE = "锁住的门.jpg"
RECEIPTS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def fixed(end: str) -> str:
    return f"0198f2c6-0000-7000-8000-0000000000{end}"


class Exchange(NamedTuple):
    """A request of the page and the answer it promises."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answered: dict[str, str]
    answer: Any


def exchanges() -> list[Exchange]:
    """Every request of the page with its answer, in the order of the page."""
    return [_exchange(block) for block in re.findall(r"^```http\n(.*?)\n```$", PAGE.read_text(), re.M | re.S)]


def send(client: FlaskClient, token: str, asked: Exchange) -> TestResponse:
    headers = {name: value.replace("<token>", token) for name, value in asked.headers.items()}
    return client.open(asked.path, method=asked.method, data=asked.body.encode(), headers=headers)


def build() -> str:
    """Puts the district there and returns the token of the phone."""
    key = RECEIPTS.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key_files.kept(current_settings().keys / receipt_keys.FOLDER / "0001.pem", lambda: key)
    with transaction():
        db.session.add(SyncMetaRow(name="epoch", value=fixed("0e")))
        db.session.add(BeaconRow(number=1, value="5d1f0c2ab7e94386a0d3f4c18e6b7259", made_at=NOW))
        db.session.add_all(_registry())
        db.session.flush()
        db.session.add(_inspector("e1", "王建国", "37020000001"))
        db.session.add(_inspector("e2", "李秀英", "37020000002"))
        db.session.flush()
        db.session.add(_account())
        visit = VisitRow(
            id=fixed("a1"), premises_id=fixed("b1"), visit_on=date(2026, 11, 23), state="open", made_at=NOW,
            founding_plan_id=fixed("a2"),
        )  # fmt: skip
        db.session.add(visit)
        db.session.flush()
        db.session.add(_plan())
        trail.touched("visit", fixed("a1"))
    return devices.enrol(fixed("c1"), fixed("d1"), "Pixel 9").token


def _registry() -> list[Any]:
    agency = AgencyRow(id="fire-rescue", name="消防救援大队", short_name="消防", competence="fire", area="370211")
    item = InspectionItemRow(id="fire-exit", agency_id="fire-rescue", competence="fire")
    item.versions = [
        ItemVersionRow(
            id=fixed("f1"), version=1, name="安全出口检查", legal_basis=[], valid_from=date(2026, 1, 1),
            lines=[{"line": "1", "content": "安全出口畅通", "standard": "不得锁闭、堵塞"}],
        )
    ]  # fmt: skip
    enterprise = EnterpriseRow(
        id=fixed("b0"), credit_code="91370211MA3C0AAA14", name="海之味餐饮有限公司", industry_name="正餐服务"
    )
    enterprise.premises = [
        PremisesRow(id=fixed("b1"), number=1, name="总店", address="长江中路1号", door_token="door-token-of-example")
    ]
    return [agency, item, enterprise]


def _inspector(end: str, name: str, badge: str) -> InspectorRow:
    inspector = InspectorRow(id=fixed(end), agency_id="fire-rescue", name=name)
    inspector.badges = [BadgeRow(number=badge, valid_from=date(2020, 1, 1), valid_until=date(2099, 12, 31))]
    return inspector


def _account() -> AccountRow:
    account = AccountRow(id=fixed("c1"), name="王建国", inspector_id=fixed("e1"), made_at=NOW)
    account.memberships = [MembershipRow(role="inspector", agency_id="fire-rescue")]
    return account


def _plan() -> PlanRow:
    plan = PlanRow(
        id=fixed("a2"), number=1, agency_id="fire-rescue", premises_id=fixed("b1"), channel="ordinary",
        visit_on=date(2026, 11, 23), filed_at=NOW, state="filed", visit_id=fixed("a1"), decision={},
    )  # fmt: skip
    plan.items = [PlanItemRow(item_id="fire-exit", item_version_id=fixed("f1"))]
    team = (("e1", "37020000001"), ("e2", "37020000002"))
    plan.team = [
        PlanTeamRow(inspector_id=fixed(end), badge_number=badge, position=place)
        for place, (end, badge) in enumerate(team)
    ]
    return plan


def _exchange(block: str) -> Exchange:
    head, _, rest = block.partition("\n\n")
    first, *headers = head.split("\n")
    method, path = first.split()
    parts = rest.split("\n\n")
    status = next(place for place, part in enumerate(parts) if re.match(r"\d{3}(\n|$)", part))
    code, *answered = parts[status].split("\n")
    answer = "\n\n".join(parts[status + 1 :])
    return Exchange(
        method, path, _headers(headers), "\n\n".join(parts[:status]), int(code), _headers(answered),
        json.loads(answer) if answer else None,
    )  # fmt: skip


def _headers(lines: list[str]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in lines)
