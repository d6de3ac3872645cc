"""The key a phone signs with: its public half is enrolled by its signed-in person, and one stands at a time.

Where a passkey vouched for it, only a key that one vouches for may take its place: a stolen session is not enough.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from server import clock, p256, trail
from server.accounts import phone_alarms
from server.accounts.tables import AccountRow, DeviceKeyRow, DeviceRow
from server.db import db, lock, transaction
from server.refusals import DEVICE_REVOKED, DEVICE_TAKEN, DEVICE_UNKNOWN, KEY_UNPROVEN, KEY_VOUCHED, Refused
from server.registry.tables import InspectorRow
from server.vocabulary import Irregularity

PROVES = b"mashang device key v1\0"


def enrol(account_id: str, device_id: str, key: bytes, proof: bytes, vouching: dict[str, str] | None = None) -> None:
    """Keeps the key whose holder signed the phone's id, with how a passkey vouched for it; the one before it ends."""
    if not p256.is_key(key) or not p256.is_signed(key, proof, PROVES + device_id.encode()):
        raise Refused(KEY_UNPROVEN)
    with transaction():
        lock(f"device:{device_id}")
        _require_own(account_id, device_id)
        known = db.session.get(DeviceKeyRow, p256.name(key))
        if known is not None and (known.device_id != device_id or known.ended_at):
            raise Refused(KEY_UNPROVEN)
        if known is None:
            _replace(device_id, vouching)
            db.session.add(
                DeviceKeyRow(
                    id=p256.name(key), device_id=device_id, public_key=key, made_at=clock.now(), vouching=vouching
                )
            )
            _tell("device.key_enrolled", account_id, device_id, key, vouching)
        elif vouching and known.vouching is None:
            known.vouching = vouching
            _tell("device.key_vouched", account_id, device_id, key, vouching)


def standing(device_id: str) -> bytes | None:
    """The key this phone signs with now."""
    row = _row(device_id)
    return row.public_key if row else None


def is_vouched(device_id: str) -> bool:
    """Whether a passkey vouched for the key this phone signs with now."""
    row = _row(device_id)
    return row is not None and row.vouching is not None


def ended_since(moment: datetime) -> list[str]:
    """The names of keys that must not be believed any more: replaced, of revoked phones, of people who have left."""
    left = InspectorRow.ended_on.between(clock.local_day(moment), clock.today())
    ended = or_(DeviceKeyRow.ended_at >= moment, DeviceRow.revoked_at >= moment, AccountRow.ended_at >= moment, left)
    return list(
        db.session.scalars(
            select(DeviceKeyRow.id)
            .join(DeviceRow, DeviceRow.id == DeviceKeyRow.device_id)
            .join(AccountRow, AccountRow.id == DeviceRow.account_id)
            .outerjoin(InspectorRow, InspectorRow.id == AccountRow.inspector_id)
            .where(ended)
            .order_by(DeviceKeyRow.id)
        )
    )


def _row(device_id: str) -> DeviceKeyRow | None:
    return db.session.scalar(
        select(DeviceKeyRow).where(DeviceKeyRow.device_id == device_id, DeviceKeyRow.ended_at.is_(None))
    )


def _require_own(account_id: str, device_id: str) -> None:
    device = db.session.get(DeviceRow, device_id)
    if device is None:
        raise Refused(DEVICE_UNKNOWN)
    if device.account_id != account_id:
        raise Refused(DEVICE_TAKEN)
    if device.revoked_at:
        raise Refused(DEVICE_REVOKED)


def _replace(device_id: str, vouching: dict[str, str] | None) -> None:
    """The key that stood ends; oversight is told where nobody's passkey vouches for the new one."""
    old = _row(device_id)
    if old is None:
        return
    if old.vouching and not vouching:
        raise Refused(KEY_VOUCHED)
    old.ended_at = clock.now()
    if not vouching:
        phone_alarms.raise_one(device_id, Irregularity.KEY_CHANGED)


def _tell(kind: str, account_id: str, device_id: str, key: bytes, vouching: dict[str, str] | None) -> None:
    facts: dict[str, Any] = {"public_key": key.hex(), "vouching": vouching}
    trail.append(kind, "device", device_id, facts, account_id=account_id)
