"""What lies after a cursor: the newest form of each record in the feeds this device may read, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import and_, bindparam, or_, select

from server import clock
from server.db import ask, db
from server.refusals import EPOCH, Refused
from server.sync import cursor, epoch
from server.sync.cursor import Cursor
from server.sync.packing import unpacked
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow

MOST = 1000
HEAD, CHANGE, RECORD = SyncHeadRow.__table__.c, ChangeRow.__table__, RecordRow.__table__
HEADS = select(HEAD.feed, HEAD.seq, HEAD.digest, HEAD.floor).where(HEAD.feed.in_(bindparam("feeds", expanding=True)))
# Each record once, at its newest change.
NEWEST = and_(*(RECORD.c[name] == CHANGE.c[name] for name in ("feed", "entity", "entity_id", "rev")))
AFTER = (
    select(CHANGE.c.seq, CHANGE.c.entity, CHANGE.c.entity_id, CHANGE.c.rev, CHANGE.c.op, RECORD.c.form)
    .select_from(CHANGE.join(RECORD, NEWEST))
    .where(CHANGE.c.feed == bindparam("of"), CHANGE.c.seq > bindparam("after"), CHANGE.c.seq <= bindparam("head"))
    .order_by(CHANGE.c.seq)
    .limit(bindparam("most"))
)
# A phone that begins afresh needs no deletions and no old visits.
CURRENT = or_(RECORD.c.until.is_(None), RECORD.c.until >= bindparam("today"))
AFRESH = AFTER.where(or_(CHANGE.c.seq > bindparam("fresh"), and_(RECORD.c.deleted.is_(False), CURRENT)))


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
    return {row.feed: row for row in ask(HEADS, {"feeds": wanted})}


def _after(reading: _Reading, most: int) -> list[dict[str, Any]]:
    asked = {"of": reading.feed, "after": reading.after, "head": reading.head.seq, "most": most}
    if reading.after < reading.fresh:
        rows = ask(AFRESH, {**asked, "fresh": reading.fresh, "today": clock.today()})
    else:
        rows = ask(AFTER, asked)
    return [_change(reading.feed, *row) for row in rows]


def _change(feed: str, seq: int, entity: str, entity_id: str, rev: int, op: str, form: bytes) -> dict[str, Any]:
    """The JSON as the database keeps it is put into the answer without being taken apart."""
    change = {"f": feed, "n": seq, "e": entity, "id": entity_id, "rev": rev, "op": op}
    return {**change, "d": orjson.Fragment(unpacked(form))} if op == "put" else change
