"""What lies after a cursor: the newest form of each record in the feeds this device may read, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from server import clock
from server.accounts.tables import DeviceRow
from server.db import db
from server.refusals import EPOCH, MALFORMED, Refused
from server.sync import epoch, feeds
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow

MOST = 1000
Cursor = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """One page of changes with the cursor that leads to the next."""

    changes: list[dict[str, Any]]
    cursor: Cursor
    more: bool
    digest: dict[str, str]


def scope(device: DeviceRow) -> list[str]:
    """The feeds of a device: its inspector's and the reference lists."""
    inspector = device.account.inspector_id
    return [feeds.of_inspector(inspector), feeds.REFERENCE] if inspector else [feeds.REFERENCE]


def page(device: DeviceRow, cursor: Any, limit: int) -> Page:
    """The next changes after a cursor; without one, everything from the beginning.

    The heads are read before the changes: what commits in between has a higher number and comes with the next page.
    """
    reached = _reached(cursor)
    wanted = scope(device)
    heads = _heads(wanted)
    changes = [{"f": feed, "op": "gone", "why": "scope"} for feed in sorted(reached.keys() - set(wanted))]
    position: dict[str, int] = {}
    for feed in wanted:
        after = reached.get(feed, 0)
        head = heads[feed].seq if feed in heads else 0
        room = max(limit - len(changes), 0)
        found = _after(feed, after, head, room + 1)
        changes += found[:room]
        position[feed] = head if len(found) <= room else found[room - 1]["n"] if room else after
    more = any(feed in heads and position[feed] < heads[feed].seq for feed in wanted)
    digest = {feed: heads[feed].digest for feed in wanted if feed in heads and position[feed] == heads[feed].seq}
    return Page(changes, {"epoch": epoch.current(), "feeds": position}, more, digest)


def _reached(cursor: Any) -> Mapping[str, int]:
    """How far a cursor has come in each feed; one of another epoch means nothing here any more."""
    if cursor is None:
        return {}
    held = cursor.get("feeds") if isinstance(cursor, dict) else None
    if not isinstance(held, dict) or not all(_is_place(feed, seq) for feed, seq in held.items()):
        raise Refused(MALFORMED, why="cursor")
    if cursor.get("epoch") != epoch.current():
        raise Refused(EPOCH, epoch=epoch.current())
    return held


def _is_place(feed: str, seq: Any) -> bool:
    return len(feed) <= 80 and type(seq) is int and 0 <= seq < 2**31


def _heads(wanted: list[str]) -> dict[str, Any]:
    rows = db.session.execute(
        select(SyncHeadRow.feed, SyncHeadRow.seq, SyncHeadRow.digest).where(SyncHeadRow.feed.in_(wanted))
    )
    return {row.feed: row for row in rows}


def _after(feed: str, after: int, head: int, most: int) -> list[dict[str, Any]]:
    """Each record once, at its newest change; a phone that begins afresh needs no deletions and no old visits."""
    same = and_(
        RecordRow.feed == ChangeRow.feed, RecordRow.entity == ChangeRow.entity,
        RecordRow.entity_id == ChangeRow.entity_id, RecordRow.rev == ChangeRow.rev,
    )  # fmt: skip
    query = (
        select(ChangeRow.seq, ChangeRow.entity, ChangeRow.entity_id, ChangeRow.rev, ChangeRow.op, RecordRow.data)
        .join(RecordRow, same)
        .where(ChangeRow.feed == feed, ChangeRow.seq > after, ChangeRow.seq <= head)
        .order_by(ChangeRow.seq)
        .limit(most)
    )
    if after == 0:
        current = or_(RecordRow.until.is_(None), RecordRow.until >= clock.today())
        query = query.where(RecordRow.deleted.is_(False), current)
    return [_change(feed, row) for row in db.session.execute(query)]


def _change(feed: str, row: Any) -> dict[str, Any]:
    change = {"f": feed, "n": row.seq, "e": row.entity, "id": row.entity_id, "rev": row.rev, "op": row.op}
    return {**change, "d": row.data} if row.op == "put" else change
