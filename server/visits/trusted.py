"""The list phones verify visit codes by: this server's keys, revoked phones, visits that are over, the address."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select

from server import clock
from server.accounts import device_keys
from server.accounts.tables import AccountRow, DeviceKeyRow, DeviceRow
from server.db import db
from server.http import current_settings, public_origin
from server.planning.rules import UNFINISHED
from server.planning.tables import VisitRow
from server.registry.tables import BadgeRow, InspectorRow
from server.visits import certificates
from server.visits.issuer import issuers, key_list
from server.visits.verifying import Trusted
from server.visits.visit_code import visit_bytes, visit_digest

# A certificate reaches to the end of tomorrow: longer nobody needs to know that its phone was revoked.
REMEMBERED = timedelta(days=3)


def address() -> str:
    """What codes begin with; in capitals, which a square code holds more densely."""
    return f"{public_origin().upper()}/B/"


def signed_list() -> dict[str, Any]:
    """The list as phones keep it, signed."""
    known = issuers(current_settings().keys)
    return key_list(known, address(), int(clock.now().timestamp()), _revoked(), _over())


def here() -> Trusted:
    """The same for the server itself."""
    known = {each.id.hex(): each.public for each in issuers(current_settings().keys)}
    return Trusted(address(), int(clock.now().timestamp()), known, _revoked(), _over())


def _revoked() -> list[str]:
    return sorted({*device_keys.ended_since(clock.now() - REMEMBERED), *_without_badge()})


def _without_badge() -> Iterable[str]:
    """The keys of inspectors whose badges have all run out: believed again with a new one."""
    badge = exists().where(BadgeRow.inspector_id == InspectorRow.id, BadgeRow.valid_until >= clock.today())
    return db.session.scalars(
        select(DeviceKeyRow.id)
        .join(DeviceRow, DeviceRow.id == DeviceKeyRow.device_id)
        .join(AccountRow, AccountRow.id == DeviceRow.account_id)
        .join(InspectorRow, InspectorRow.id == AccountRow.inspector_id)
        .where(DeviceKeyRow.ended_at.is_(None), DeviceRow.revoked_at.is_(None), AccountRow.ended_at.is_(None), ~badge)
    )


def _over() -> list[str]:
    """Visits for which phones may still hold certificates, and that have ended or were called off."""
    certified = VisitRow.visit_on.between(clock.today() - certificates.AHEAD, clock.today() + certificates.AHEAD)
    over = select(VisitRow.id).where(certified, VisitRow.state.not_in(UNFINISHED))
    return [visit_digest(visit_bytes(each)) for each in db.session.scalars(over)]
