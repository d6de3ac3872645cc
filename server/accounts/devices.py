"""Phones that push: enrolled once by a signed-in person, known afterwards by their token."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError

from server import clock, trail
from server.accounts import security_log
from server.accounts.tables import DeviceRow
from server.db import ask, db, lock, transaction
from server.ids import digest
from server.refusals import DEVICE_REVOKED, DEVICE_TAKEN, NOT_FOUND, SIGN_IN_FIRST, Refused
from server.vocabulary import SecurityNote

TOKEN_STANDS = timedelta(days=30)
HEARD_EVERY = timedelta(minutes=10)
DEVICE = DeviceRow.__table__.c
OF_TOKEN: Any = bindparam("token_digest")
WITH_TOKEN = select(DeviceRow).where(DeviceRow.token_digest == OF_TOKEN)
IN_SHORT = select(DEVICE.id, DEVICE.account_id, DEVICE.revoked_at, DEVICE.token_expires_at).where(
    DEVICE.token_digest == OF_TOKEN
)


@dataclass(frozen=True)
class Enrolled:
    """What a phone is told: its token, and how far the server has come with its chain."""

    device: str
    token: str
    last_dseq: int
    head: str


@dataclass(frozen=True)
class Sender:
    """The phone that brings a file, and whose it is."""

    id: str
    account_id: str


def enrol(account_id: str, device_id: str, label: str) -> Enrolled:
    """Makes a phone known, or gives one already known a new token; its chain goes on where it stood."""
    token = secrets.token_urlsafe(32)
    with transaction():
        lock(f"device:{device_id}")
        device = db.session.get(DeviceRow, device_id, with_for_update=True) or _made(account_id, device_id)
        if device.account_id != account_id:
            raise Refused(DEVICE_TAKEN)
        if device.revoked_at:
            raise Refused(DEVICE_REVOKED)
        device.label = label
        device.token_digest = digest(token)
        device.heard_at = clock.now()
        device.token_expires_at = device.heard_at + TOKEN_STANDS
        db.session.add(device)
        trail.append("device.enrolled", "device", device_id, {"label": label}, account_id=account_id)
        db.session.flush()
        return Enrolled(device.id, token, device.last_dseq, device.head)


def revoke(device_id: str, by: str | None = None) -> None:
    """Ends a phone's right to push and pull, for good."""
    with transaction():
        device = db.session.get(DeviceRow, device_id)
        if device is None:
            raise Refused(NOT_FOUND)
        device.revoked_at = device.revoked_at or clock.now()
        trail.append("device.revoked", "device", device_id, {}, account_id=by)


def heard(device_id: str, last: datetime | None) -> None:
    """Keeps when a phone was last heard, to ten minutes, so that asking for news mostly stays a mere read."""
    if last and clock.now() - last < HEARD_EVERY:
        return
    with suppress(OperationalError), transaction():  # a full disk keeps no phone from reading
        db.session.execute(update(DeviceRow).where(DEVICE.id == device_id).values(heard_at=clock.now()))


def of_token(token: str) -> DeviceRow:
    """The phone that holds this token; refused when the token has ended or the phone was revoked."""
    device = holder(token)
    if device.revoked_at:
        security_log.note(SecurityNote.REVOKED_USED, device.account_id, "device")
        raise Refused(DEVICE_REVOKED)
    return device


def holder(token: str) -> DeviceRow:
    """The phone that holds this token, also a revoked one, whose token no longer ends: it has things to hand over."""
    return _standing(db.session.scalar(WITH_TOKEN, {"token_digest": digest(token)}))


def sender(token: str) -> Sender:
    """The same in short, for whoever brings a file piece by piece: the phone's id and whose it is."""
    device = ask(IN_SHORT, {"token_digest": digest(token)}).one_or_none()
    return Sender(*_standing(device)[:2])


def _standing(device: Any) -> Any:
    if device is None or (not device.revoked_at and device.token_expires_at < clock.now()):
        raise Refused(SIGN_IN_FIRST, login="/sign-in")
    return device


def _made(account_id: str, device_id: str) -> DeviceRow:
    return DeviceRow(id=device_id, account_id=account_id, made_at=clock.now(), last_dseq=0, head="0" * 64)
