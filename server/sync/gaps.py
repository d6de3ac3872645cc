"""Messages that spoke of operations we never saw: filled soon by an honest phone, told to oversight if they are not.

A gap alone is no alarm: after a backup was put back every phone first sends from where it stood.
"""

import gzip
from datetime import timedelta

import orjson
from sqlalchemy import select

from server import clock
from server.accounts import phone_alarms
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.refusals import GAP
from server.sync.tables import RejectRow
from server.vocabulary import Irregularity

FILLED_WITHIN = timedelta(hours=24)
OPEN = "open_gap"
PACKED = b"\x1f\x8b"


def look() -> None:
    """Forgets the gaps that were filled, and tells of each that stays open; its message is kept as it came."""
    due = select(RejectRow).where(RejectRow.code == GAP.code, RejectRow.received_at < clock.now() - FILLED_WITHIN)
    with transaction():
        for row in db.session.scalars(due).all():
            _judge(row)


def _judge(row: RejectRow) -> None:
    expected = db.session.get_one(DeviceRow, row.device_id).last_dseq + 1
    if expected >= _first(bytes(row.body)):
        db.session.delete(row)
        return
    row.code = OPEN
    phone_alarms.raise_one(row.device_id, Irregularity.SYNC_REFUSED, code=GAP.code, expect=expected)


def _first(body: bytes) -> int:
    """From which operation on the message spoke; it was understood when it came."""
    return int(orjson.loads(gzip.decompress(body) if body.startswith(PACKED) else body)["from"])
