"""亮码核验回报: a phone that believed a code says so; the code itself proves whose it was, where and when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from server import clock, p256, trail
from server.accounts.tables import AccountRow, DeviceKeyRow, DeviceRow
from server.db import db, lock, transaction
from server.planning.tables import VisitRow
from server.registry.tables import InspectorRow
from server.visits import two_places
from server.visits.sighting_tables import SightingRow
from server.visits.verifying import AHEAD, LIFE, LIST_LASTS, SKEW, Trusted, authentic
from server.visits.visit_code import VisitCode, read

OFTEN_ENOUGH = timedelta(minutes=10)


@dataclass(frozen=True)
class Sighting:
    """Whose code it was, for which visit, and whether it was made just now."""

    inspector: InspectorRow
    visit: VisitRow
    made_at: datetime
    fresh: bool


def of_code(written: str, trusted: Trusted) -> Sighting | None:
    """What a code proves; nothing where it is not genuine, of no visit, or too old to have been believed."""
    code = read(written)
    if code is None or authentic(code, trusted) or not code.certificate.of_visit or not _in_time(code):
        return None
    key = p256.name(code.certificate.phone_key)
    visit = db.session.get(VisitRow, str(UUID(bytes=code.certificate.visit)))
    inspector = None if key in trusted.revoked else db.session.scalars(_holder(key)).first()
    if visit is None or inspector is None:
        return None
    age = clock.now().timestamp() - code.made_at
    return Sighting(inspector, visit, datetime.fromtimestamp(code.made_at, UTC), age <= LIFE + SKEW)


def keep(sighting: Sighting) -> None:
    """Leaves it in the trail, not oftener than every ten minutes, and looks whether the person is elsewhere, too."""
    visit_id, inspector_id, made_at = sighting.visit.id, sighting.inspector.id, sighting.made_at
    with transaction():
        lock(f"visit code:{visit_id}")
        near = SightingRow.made_at.between(made_at - OFTEN_ENOUGH, made_at + OFTEN_ENOUGH)
        here = SightingRow.visit_id == visit_id, SightingRow.inspector_id == inspector_id
        if db.session.scalar(select(SightingRow).where(near, *here).limit(1)):
            return
        facts = {"inspector": inspector_id, "shown_at": made_at}
        entry = trail.append("code.verified", "visit", visit_id, facts)
        db.session.add(SightingRow(entry_id=entry, visit_id=visit_id, inspector_id=inspector_id, made_at=made_at))
        two_places.watch([db.session.get_one(VisitRow, visit_id)])


def _in_time(code: VisitCode) -> bool:
    """Made within its half-day, not ahead of now, and not before what a phone without signal may have believed."""
    certificate, age = code.certificate, clock.now().timestamp() - code.made_at
    held = certificate.not_before - AHEAD <= code.made_at <= certificate.until
    return held and -AHEAD <= age <= LIST_LASTS


def _holder(key: str) -> Select[InspectorRow]:
    """Whose phone signs with this key."""
    return (
        select(InspectorRow)
        .join(AccountRow, AccountRow.inspector_id == InspectorRow.id)
        .join(DeviceRow, DeviceRow.account_id == AccountRow.id)
        .join(DeviceKeyRow, DeviceKeyRow.device_id == DeviceRow.id)
        .where(DeviceKeyRow.id == key)
    )
