"""What lies after a cursor: the newest form of each record in the feeds this device may read, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import LargeBinary, Text, and_, cast, or_, select

from server import clock
from server.db import ask, db
from server.refusals import EPOCH, Refused
from server.sync import cursor, epoch
from server.sync.cursor import Cursor
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow

MOST = 1000
# The JSON as the database keeps it, put into the answer without being taken apart; of SQLite's not even a text is made.
AS_KEPT = {
    "sqlite": cast(RecordRow.data, LargeBinary).label("data"),
    "postgresql": cast(RecordRow.data, Text).label("data"),
}


@dataclass
class Page:
    """One page of changes with the cursor that leads to the next; `reset` names feeds that begin again."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    cursor: dict[str, Any] = field(default_factory=dict)
    more: bool = False
    digest: dict[str, str] = field(default_factory=dict)
    reset: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Reading:
    """One feed as a phone reads it: from where, and up to which head it does so for the first time."""

    feed: str
    after: int
    fresh: int
    head: Any


def begin_snapshot() -> None:
    """From here on everything is read as of one moment, however many statements it takes."""
    epoch.current()
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def page(wanted: list[str], sent: Any, limit: int) -> Page:
    """The next changes after a cursor; without one, everything from the beginning."""
    reached = cursor.read(sent)
    heads = _heads(wanted)
    if any(reached.feeds.get(feed, 0) > head.seq for feed, head in heads.items()):
        raise Refused(EPOCH, epoch=_known_to_be_older(sent))
    return _filled([_reading(feed, reached, heads[feed]) for feed in wanted if feed in heads], reached, wanted, limit)


def _filled(readings: list[_Reading], reached: Cursor, wanted: list[str], limit: int) -> Page:
    page = Page(reset=[each.feed for each in readings if reached.feeds.get(each.feed, 0) > each.after])
    page.changes = [{"f": feed, "op": "gone", "why": "scope"} for feed in sorted(reached.feeds.keys() - set(wanted))]
    places: dict[str, int] = {}
    for each in readings:
        room = max(limit - len(page.changes), 0)
        found = _after(each, room + 1)
        page.changes += found[:room]
        places[each.feed] = each.head.seq if len(found) <= room else found[room - 1]["n"] if room else each.after
    page.more = any(places[each.feed] < each.head.seq for each in readings)
    page.digest = {each.feed: each.head.digest for each in readings if places[each.feed] == each.head.seq}
    fresh = {each.feed: each.fresh for each in readings if places[each.feed] < each.fresh}
    page.cursor = Cursor(places, fresh).written()
    return page


def _reading(feed: str, reached: Cursor, head: Any) -> _Reading:
    """Below the floor deletions are forgotten: a phone that comes from there begins again, unless it began after it."""
    after, fresh = reached.feeds.get(feed, 0), reached.fresh.get(feed, 0)
    begins = after == 0 or after < head.floor > fresh
    return _Reading(feed, 0, head.seq, head) if begins else _Reading(feed, after, fresh, head)


def _known_to_be_older(sent: Mapping[str, Any]) -> str:
    """Our own cursor beyond our own head: this database is an older copy of the one that gave it out."""
    return epoch.renew(sent["epoch"]) if cursor.is_ours(sent) else epoch.current()


def _heads(wanted: list[str]) -> dict[str, Any]:
    columns = (SyncHeadRow.feed, SyncHeadRow.seq, SyncHeadRow.digest, SyncHeadRow.floor)
    return {row.feed: row for row in ask(select(*columns).where(SyncHeadRow.feed.in_(wanted)))}


def _after(reading: _Reading, most: int) -> list[dict[str, Any]]:
    """Each record once, at its newest change; a phone that begins afresh needs no deletions and no old visits."""
    same = and_(
        RecordRow.feed == ChangeRow.feed, RecordRow.entity == ChangeRow.entity,
        RecordRow.entity_id == ChangeRow.entity_id, RecordRow.rev == ChangeRow.rev,
    )  # fmt: skip
    kept = AS_KEPT[db.engine.dialect.name]
    change: list[Any] = [ChangeRow.seq, ChangeRow.entity, ChangeRow.entity_id, ChangeRow.rev, ChangeRow.op, kept]
    query = (
        select(*change)
        .join(RecordRow, same)
        .where(ChangeRow.feed == reading.feed, ChangeRow.seq > reading.after, ChangeRow.seq <= reading.head.seq)
        .order_by(ChangeRow.seq)
        .limit(most)
    )
    if reading.after < reading.fresh:
        current = or_(RecordRow.until.is_(None), RecordRow.until >= clock.today())
        known = ChangeRow.seq > reading.fresh
        query = query.where(or_(known, and_(RecordRow.deleted.is_(False), current)))
    return [_change(reading.feed, row) for row in ask(query)]


def _change(feed: str, row: Any) -> dict[str, Any]:
    change = {"f": feed, "n": row.seq, "e": row.entity, "id": row.entity_id, "rev": row.rev, "op": row.op}
    return {**change, "d": orjson.Fragment(row.data)} if row.op == "put" else change
