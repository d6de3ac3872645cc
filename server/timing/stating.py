"""What an export of the trail says of its records' times, for anybody to compute again."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from server.db import ask
from server.timing.tables import ProvedTimeRow
from server.trail.tables import LeafRow

LEAF, PROVED = LeafRow.__table__.c, ProvedTimeRow.__table__.c
ALL = (
    select(LEAF.log_index, PROVED.not_before, PROVED.not_after, PROVED.flaw, PROVED.grade)
    .join(LeafRow.__table__, LEAF.entry_id == PROVED.entry_id)
    .where(LEAF.log_index < bindparam("size"))
    .order_by(LEAF.log_index)
)


def stated(size: int) -> list[list[Any]]:
    """Of each graded record among so many entries its place, its bounds in seconds, its flaw and its grade."""
    return [
        [row.log_index, _seconds(row.not_before), _seconds(row.not_after), row.flaw, row.grade]
        for row in ask(ALL, {"size": size})
    ]


def _seconds(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None
