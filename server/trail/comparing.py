"""Compares what the database says of an entry with the bytes that were made, and those with its leaf in the log."""

from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import bindparam, func, select

from server.db import ask
from server.trail import leaves
from server.trail.tables import LeafRow, TrailEntryRow

LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
PART = (
    select(
        LEAF.log_index, LEAF.salt, LEAF.commitment, ENTRY.body, ENTRY.sha256, ENTRY.code, ENTRY.kind, ENTRY.entity,
        ENTRY.entity_id, ENTRY.account_id, ENTRY.agency_id, ENTRY.device_id, ENTRY.dseq,
    )
    .join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id, isouter=True)
    .where(LEAF.log_index >= bindparam("first"))
    .order_by(LEAF.log_index)
    .limit(bindparam("most"))
)  # fmt: skip
WITHOUT_LEAF = (
    select(func.count())
    .select_from(TrailEntryRow.__table__.join(LeafRow.__table__, ENTRY.id == LEAF.entry_id, isouter=True))
    .where(LEAF.entry_id.is_(None))
)
# A column, and the member of the bytes that it repeats.
REPEATED = (("kind", "kind"), ("entity", "entity"), ("entity_id", "entity_id"), ("account_id", "account"),
            ("agency_id", "agency"), ("device_id", "device"), ("dseq", "dseq"))  # fmt: skip
AT_ONCE = 5000


def first_bent() -> int | None:
    """The first place whose entry is gone, has other bytes or says something else than they; None if all agree."""
    at = 0
    while found := ask(PART, {"first": at, "most": AT_ONCE}).all():
        for place, row in enumerate(found, at):
            if row.log_index != place or _is_bent(row):
                return place
        at += len(found)
    return at if ask(WITHOUT_LEAF).scalar() else None


def _is_bent(row: Any) -> bool:
    """What was destroyed by law has no salt any more; what a phone made and nobody could use says what it likes."""
    if row.salt is None:
        return False
    if row.body is None or leaves.commitment(row.salt, row.body) != row.commitment:
        return True
    if sha256(row.body).hexdigest() != row.sha256:
        return True
    return row.code is None and _says_otherwise(row)


def _says_otherwise(row: Any) -> bool:
    told = orjson.loads(row.body)
    return any(getattr(row, column) != told.get(member) for column, member in REPEATED)
