"""Putting old changes together: half a year back only the newest change of each record is kept, and no deletion.

Every day notes where each feed stood. A feed's floor is the place where it stood 180 days ago; the digest there is
kept, so the chain above it can still be computed from the rows. A phone that comes from below the floor begins again.
"""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, literal, select

from server.db import db, transaction
from server.sync.feeds import chained
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow, SyncMarkRow

KEPT = timedelta(days=180)
log = logging.getLogger(__name__)


def mark(day: date) -> None:
    """Notes, inside a transaction, where each feed that has moved stands at this day."""
    noted = exists().where(SyncMarkRow.feed == SyncHeadRow.feed, SyncMarkRow.seq == SyncHeadRow.seq)
    moved = select(SyncHeadRow.feed, literal(day), SyncHeadRow.seq, SyncHeadRow.digest).where(~noted)
    db.session.execute(insert(SyncMarkRow).from_select(["feed", "day", "seq", "digest"], moved))


def compact(today: date) -> int:
    """Raises each floor to where the feed stood 180 days ago; returns how many feeds were put together."""
    return sum(_compact(feed, day) for feed, day in _due(today - KEPT))


def adds_up(feed: str) -> bool:
    """Whether the changes above a feed's floor lead from its digest there to the digest at its head."""
    head = db.session.get_one(SyncHeadRow, feed, populate_existing=True)
    return chained(head.floor_digest, _changes(feed, head.floor, head.seq)) == head.digest


def _due(day: date) -> Sequence[Any]:
    """Each feed with the newest mark that is old enough, where it lies above the floor."""
    newest = (
        select(SyncMarkRow.feed, func.max(SyncMarkRow.day).label("day"), func.max(SyncMarkRow.seq).label("seq"))
        .where(SyncMarkRow.day <= day)
        .group_by(SyncMarkRow.feed)
        .subquery()
    )
    above = and_(SyncHeadRow.feed == newest.c.feed, SyncHeadRow.floor < newest.c.seq)
    return db.session.execute(select(newest.c.feed, newest.c.day).join(SyncHeadRow, above)).all()


def _compact(feed: str, day: date) -> bool:
    """A feed whose chain does not lead to its mark is left as it is: whoever looks into it needs every row."""
    with transaction():
        head = db.session.get_one(SyncHeadRow, feed, with_for_update=True, populate_existing=True)
        reached = db.session.get_one(SyncMarkRow, (feed, day))
        if chained(head.floor_digest, _changes(feed, head.floor, reached.seq)) != reached.digest:
            log.error("feed %s does not add up to %s and is not put together", feed, reached.seq)
            return False
        _forget(feed, reached.seq)
        head.floor, head.floor_digest = reached.seq, reached.digest
        db.session.execute(delete(SyncMarkRow).where(SyncMarkRow.feed == feed, SyncMarkRow.day <= day))
        return True


def _changes(feed: str, after: int, until: int) -> list[dict[str, Any]]:
    columns = (
        ChangeRow.feed, ChangeRow.seq, ChangeRow.entity, ChangeRow.entity_id, ChangeRow.rev, ChangeRow.op,
    )  # fmt: skip
    between = select(*columns).where(ChangeRow.feed == feed, ChangeRow.seq > after, ChangeRow.seq <= until)
    return [dict(row._mapping) for row in db.session.execute(between.order_by(ChangeRow.seq))]


def _forget(feed: str, until: int) -> None:
    newest = exists().where(
        RecordRow.feed == ChangeRow.feed, RecordRow.entity == ChangeRow.entity,
        RecordRow.entity_id == ChangeRow.entity_id, RecordRow.rev == ChangeRow.rev, RecordRow.deleted.is_(False),
    )  # fmt: skip
    old = delete(ChangeRow).where(ChangeRow.feed == feed, ChangeRow.seq <= until, ~newest)
    db.session.execute(old.execution_options(synchronize_session=False))
