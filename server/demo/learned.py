"""Licence codes that do not say whose they are: one is known, one waits for a second inspector, one is in doubt."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha512

from sqlalchemy import select

from server.db import db
from server.demo.cast import Scene
from server.demo.conduct import Act
from server.demo.onsite import Onsite
from server.demo.schedule import moment
from server.registry import license_code
from server.registry.tables import InspectorRow

FAMILY = str(license_code.Family.LICENSE_OPAQUE)
# By scene: who says so, and the scene whose enterprise he names. The cast's own inspectors are left to confirm.
WORDS = (
    (0, "market", "code.named", 0),
    (0, "urban-management", "code.confirmed", 0),
    (1, "health", "code.named", 1),
    (2, "market", "code.named", 2),
    (2, "urban-management", "code.named", 3),
)


def license_text(credit_code: str) -> str:
    """What licences printed before 2019 say: an address whose tail only the registries' own system resolves."""
    cipher = sha512(credit_code.encode()).hexdigest().upper() * 2
    return f"http://www.gsxt.gov.cn/%7B{cipher[:160]}-1528447396036%7D"


def learn(onsite: Onsite, staged: Sequence[Scene], day: date) -> None:
    """Inspectors who are no part of the cast say, on their phones, whose these codes are."""
    for minutes, (scanned, agency, kind, named) in enumerate(WORDS):
        if max(scanned, named) < len(staged):
            text = license_text(staged[scanned].premises["credit_code"])
            body = {
                "code": str(license_code.read(text).opaque_key), "text": text, "family": FAMILY,
                "credit_code": staged[named].premises["credit_code"],
            }  # fmt: skip
            act = Act(kind, moment(day, 6, 30 + minutes), body)
            onsite.push(onsite.crew.phone_of(_somebody_of(agency)), [act], act.at)


def _somebody_of(agency: str) -> str:
    """Whoever stands last in the roster: the first ones are the cast."""
    last = select(InspectorRow.id).where(InspectorRow.agency_id == agency).order_by(InspectorRow.id.desc()).limit(1)
    return str(db.session.scalars(last).one())
