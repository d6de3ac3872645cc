"""Whole messages of known devices that were refused: kept as they came, with an alarm for oversight."""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, func, select

from server import clock, trail
from server.accounts.tables import DeviceRow
from server.db import db, lock, transaction
from server.refusals import BAD_CHAIN, BAD_SIGNATURE, FORK, MALFORMED, Refused
from server.registry.tables import InspectorRow
from server.sync import wire
from server.sync.tables import RejectRow
from server.vocabulary import Irregularity

KEPT = (MALFORMED, BAD_CHAIN, BAD_SIGNATURE, FORK)
MOST_BYTES = 64 * 1024 * 1024
ONE_ALARM = timedelta(days=1)


@contextmanager
def kept(device_id: str) -> Iterator[None]:
    """Keeps the message of the running request if it is refused for what is in it."""
    try:
        yield
    except Refused as refused:
        if refused.reason in KEPT:
            keep(device_id, refused.reason.code, wire.as_it_came())
        raise


def keep(device_id: str, code: str, body: bytes) -> None:
    """Keeps these bytes once; the same a second time changes nothing."""
    body = body if len(body) <= wire.MOST_COMPRESSED else gzip.compress(body, wire.LEVEL, mtime=0)
    digest = hashlib.sha256(body).hexdigest()
    with transaction():
        lock("reject log")
        if db.session.scalar(select(RejectRow.id).where(RejectRow.device_id == device_id, RejectRow.sha256 == digest)):
            return
        _raise_alarm(device_id, code)
        _make_room(len(body))
        row = RejectRow(device_id=device_id, code=code, sha256=digest, size=len(body), body=body)
        row.received_at = clock.now()
        db.session.add(row)


def _make_room(size: int) -> None:
    """The oldest give way: a phone gone wild must not fill the disk."""
    held = db.session.scalar(select(func.sum(RejectRow.size))) or 0
    for row_id, old in db.session.execute(select(RejectRow.id, RejectRow.size).order_by(RejectRow.received_at)):
        if held + size <= MOST_BYTES:
            return
        db.session.execute(delete(RejectRow).where(RejectRow.id == row_id))
        held -= old


def _raise_alarm(device_id: str, code: str) -> None:
    recent = select(RejectRow.id).where(
        RejectRow.device_id == device_id, RejectRow.code == code, RejectRow.received_at > clock.now() - ONE_ALARM
    )
    if db.session.scalar(recent.limit(1)) is None:
        account = db.session.get_one(DeviceRow, device_id).account
        inspector = db.session.get(InspectorRow, account.inspector_id) if account.inspector_id else None
        facts = {
            "kind": Irregularity.SYNC_REFUSED, "device": device_id, "code": code,
            "inspector": inspector.id if inspector else None, "agency": inspector.agency_id if inspector else None,
        }  # fmt: skip
        trail.append("irregularity.noticed", "device", device_id, facts, agency_id=facts["agency"])
