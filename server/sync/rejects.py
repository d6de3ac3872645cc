"""Whole messages of known devices that were refused: kept as they came, with an alarm for oversight."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import delete, func, select

from server import clock
from server.accounts import phone_alarms
from server.db import db, lock, transaction
from server.refusals import (
    BAD_CHAIN,
    BAD_SIGNATURE,
    DEVICE_REVOKED,
    DEVICE_UNKNOWN,
    FORK,
    GAP,
    MALFORMED,
    Refused,
)
from server.sync import wire
from server.sync.packing import as_gzip
from server.sync.tables import RejectRow
from server.vocabulary import Irregularity

KEPT = (MALFORMED, BAD_CHAIN, BAD_SIGNATURE, FORK, GAP, DEVICE_REVOKED, DEVICE_UNKNOWN)
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
    """Keeps these bytes once; the same a second time changes nothing. Of a gap oversight is told if it stays."""
    body = body if len(body) <= wire.MOST_COMPRESSED else as_gzip(body)
    digest = hashlib.sha256(body).hexdigest()
    with transaction():
        lock("reject log")
        if db.session.scalar(select(RejectRow.id).where(RejectRow.device_id == device_id, RejectRow.sha256 == digest)):
            return
        if code != GAP.code:
            _tell(device_id, code)
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


def _tell(device_id: str, code: str) -> None:
    """Once a day for each phone and reason."""
    recent = select(RejectRow.id).where(
        RejectRow.device_id == device_id, RejectRow.code == code, RejectRow.received_at > clock.now() - ONE_ALARM
    )
    if db.session.scalar(recent.limit(1)) is None:
        phone_alarms.raise_one(device_id, Irregularity.SYNC_REFUSED, code=code)
