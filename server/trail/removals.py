"""Content removed by law stays accounted for: an entry names each leaf that can no longer be opened."""

import orjson
from sqlalchemy import select

from server.db import ask
from server.trail.tables import LeafRow, TrailEntryRow

REMOVED = "record.removed"
LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
NAMING = (
    select(LEAF.log_index, ENTRY.body)
    .join(LeafRow.__table__, LEAF.entry_id == ENTRY.id)
    .where(ENTRY.kind == REMOVED)
    .order_by(LEAF.log_index)
)
LAST = select(LEAF.log_index).join(TrailEntryRow.__table__, LEAF.entry_id == ENTRY.id).where(ENTRY.kind == REMOVED)
CLOSED = select(LEAF.log_index, LEAF.commitment).where(LEAF.salt.is_(None)).order_by(LEAF.log_index)


def unsigned(size: int) -> bool:
    """Whether something was removed since the log had this size: then an export of it could not say by whom."""
    return ask(LAST.where(LEAF.log_index >= size).limit(1)).first() is not None


def unaccounted() -> int | None:
    """The first leaf that can no longer be opened and that no entry names as removed."""
    named = {place: told for entry in ask(NAMING) for place, told in orjson.loads(entry.body)["body"]["leaves"]}
    return next((row.log_index for row in ask(CLOSED) if named.get(row.log_index) != row.commitment.hex()), None)
