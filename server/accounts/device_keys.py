"""The key a phone signs with: its public half is enrolled by its signed-in person, and one stands at a time."""

from datetime import datetime

from sqlalchemy import or_, select

from server import clock, p256, trail
from server.accounts.tables import AccountRow, DeviceKeyRow, DeviceRow
from server.db import db, lock, transaction
from server.refusals import DEVICE_REVOKED, DEVICE_TAKEN, DEVICE_UNKNOWN, KEY_UNPROVEN, Refused
from server.registry.tables import InspectorRow

PROVES = b"mashang device key v1\0"


def enrol(account_id: str, device_id: str, key: bytes, proof: bytes) -> None:
    """Keeps the key whose holder signed the phone's id; the one before it ends."""
    if not p256.is_key(key) or not p256.is_signed(key, proof, PROVES + device_id.encode()):
        raise Refused(KEY_UNPROVEN)
    with transaction():
        lock(f"device:{device_id}")
        _require_own(account_id, device_id)
        known = db.session.get(DeviceKeyRow, p256.name(key))
        if known is not None and (known.device_id != device_id or known.ended_at):
            raise Refused(KEY_UNPROVEN)
        if known is None:
            _replace(account_id, device_id, key)


def standing(device_id: str) -> bytes | None:
    """The key this phone signs with now."""
    return db.session.scalar(
        select(DeviceKeyRow.public_key).where(DeviceKeyRow.device_id == device_id, DeviceKeyRow.ended_at.is_(None))
    )


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


def _require_own(account_id: str, device_id: str) -> None:
    device = db.session.get(DeviceRow, device_id)
    if device is None:
        raise Refused(DEVICE_UNKNOWN)
    if device.account_id != account_id:
        raise Refused(DEVICE_TAKEN)
    if device.revoked_at:
        raise Refused(DEVICE_REVOKED)


def _replace(account_id: str, device_id: str, key: bytes) -> None:
    for old in db.session.scalars(
        select(DeviceKeyRow).where(DeviceKeyRow.device_id == device_id, DeviceKeyRow.ended_at.is_(None))
    ):
        old.ended_at = clock.now()
    db.session.add(DeviceKeyRow(id=p256.name(key), device_id=device_id, public_key=key, made_at=clock.now()))
    trail.append("device.key_enrolled", "device", device_id, {"public_key": key.hex()}, account_id=account_id)
