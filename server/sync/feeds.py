"""Feeds: before a transaction commits, what it touched is projected into numbered changes that phones pull.

The counters are taken last and held until the commit, so within a feed the order of numbers is the order of commits
and a reader who asks for what lies after a number never misses one that was still on its way.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, insert, select, update

from server import trail
from server.db import as_json, ask, before_commit, db
from server.statements import INSERTS
from server.sync.chain import START
from server.sync.packing import packed, unpacked
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow

AT_ONCE = 500
REFERENCE = "reference"
# What every change asks: written once, for putting a statement together takes longer than asking the database.
RECORD = RecordRow.__table__
THESE = (
    RECORD.c.entity.in_(bindparam("entities", expanding=True)), RECORD.c.entity_id.in_(bindparam("ids", expanding=True))
)  # fmt: skip
RECORDS = select(RECORD).where(*THESE)

HEAD = SyncHeadRow.__table__
HEADS = (
    select(HEAD.c.feed, HEAD.c.seq, HEAD.c.digest)
    .where(HEAD.c.feed.in_(bindparam("feeds", expanding=True)))
    .order_by(HEAD.c.feed)
    .with_for_update()
)
MOVED = update(HEAD).where(HEAD.c.feed == bindparam("of")).values(seq=bindparam("now"), digest=bindparam("chained"))
CHANGED = insert(ChangeRow.__table__)


@dataclass(frozen=True)
class Projected:
    """A record as it stands now in one feed; phones that begin afresh are not sent it after `until`."""

    feed: str
    entity: str
    entity_id: str
    data: Mapping[str, Any]
    until: date | None = None


@dataclass(frozen=True)
class _Change:
    feed: str
    entity: str
    entity_id: str
    rev: int
    op: str
    form: bytes | None
    until: date | None


class _Form(NamedTuple):
    """A record as JSON, and packed as it is kept."""

    text: bytes
    packed: bytes


# Given touched rows, and the ids of those that are in a feed already: every feed they belong into, with their form.
Projection = Callable[[Sequence[Any], frozenset[str]], Iterable[Projected]]
_projections: dict[str, tuple[Any, Projection, tuple[str, ...]]] = {}
# Given touched ids of one kind, the ids of another kind whose records show them.
Spread = Callable[[Sequence[str]], Iterable[str]]
_spreads: dict[tuple[str, str], Spread] = {}


def project(touched: str, table: Any, projection: Projection, makes: tuple[str, ...] = ()) -> None:
    """Says how the rows of a table get into feeds, and as which kinds of record."""
    _projections[touched] = (table, projection, makes or (touched,))


def spread(entity: str, to: str, showing: Spread) -> None:
    """Says which records show things of a kind, and change with them."""
    _spreads[entity, to] = showing


def of_inspector(inspector_id: str) -> str:
    """The feed of one inspector's visits."""
    return f"inspector:{inspector_id}"


def of_agency(agency_id: str) -> str:
    """The feed of what an agency's people see of each other and of its visits."""
    return f"agency:{agency_id}"


def of_enterprise(enterprise_id: str) -> str:
    """The feed of what an enterprise's manager sees of the visits to it."""
    return f"enterprise:{enterprise_id}"


@before_commit
def publish() -> None:
    """Numbers what the running transaction changed; a record whose form is the same as before is no change."""
    amended, made = db.session.info.pop("amended", []), trail.take_made()
    changes = [*amended, *(change for kind, ids in _touched() for change in _changes(kind, ids, made))]
    if changes:
        _store(changes)
        _number(changes)


def amend(touched: str, ids: Sequence[str], change: Callable[[Any], Any]) -> None:
    """Changes records as they stand, in a transaction that touches nothing else of theirs.

    For what changes often and in one place only: a photo's arrival needs no visit to be put together anew.
    """
    table, _, makes = _projections[touched]
    _locked(table, ids)
    standing = [row for row in _records(makes, ids) if not row.deleted]
    amended = [(row, _amended(row, change)) for row in standing]
    forms = _forms(now for _, now in amended)
    changes = [_put(now, row, form) for row, now in amended if _differs(now, row, form := forms[id(now.data)])]
    db.session.info.setdefault("amended", []).extend(changes)


def _amended(row: Any, change: Callable[[Any], Any]) -> Projected:
    return Projected(row.feed, row.entity, row.entity_id, change(orjson.loads(unpacked(row.form))), row.until)


def _touched() -> Iterator[tuple[str, list[str]]]:
    """What is to be projected, kind by kind and in one order, a limited number at once."""
    touched: dict[str, set[str]] = defaultdict(set)
    for entity, entity_id in trail.take_touched():
        touched[entity].add(entity_id)
    for (entity, to), showing in _spreads.items():
        for ids in _limited(touched[entity]):
            touched[to].update(showing(ids))
    for entity in sorted(_projections.keys() & touched.keys()):
        for ids in _limited(touched[entity]):
            yield entity, ids


def _limited(ids: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _changes(touched: str, ids: Sequence[str], made: Collection[str]) -> list[_Change]:
    table, projection, makes = _projections[touched]
    rows = _locked(table, ids)
    older = [each for each in ids if each not in made]
    before = {(row.feed, row.entity, row.entity_id): row for row in _records(makes, older)}
    known = frozenset(row.entity_id for row in before.values())
    now = {(each.feed, each.entity, each.entity_id): each for each in projection(rows, known)}
    forms = _forms(now.values())
    return [
        *(
            _put(each, before.get(key), form)
            for key, each in now.items()
            if _differs(each, before.get(key), form := forms[id(each.data)])
        ),
        *(_gone(row) for key, row in before.items() if key not in now and not row.deleted),
    ]


def _forms(now: Iterable[Projected]) -> dict[int, _Form]:
    """Each form as JSON; what several feeds carry alike is put down once."""
    forms = {id(each.data): each.data for each in now}
    return {key: _Form(text := as_json(data), packed(text)) for key, data in forms.items()}


def _locked(table: Any, ids: Sequence[str]) -> list[Any]:
    """Rows held until the commit, in one order: whoever projects a record sees all that was committed to it before."""
    return list(ask(_held(table.__table__), {"ids": list(ids)}))


@cache
def _held(table: Any) -> Any:
    held = select(*table.c).where(table.c.id.in_(bindparam("ids", expanding=True))).order_by(table.c.id)
    return held.with_for_update(key_share=True)


def _records(entities: Sequence[str], ids: Sequence[str]) -> list[Any]:
    return list(ask(RECORDS, {"entities": list(entities), "ids": list(ids)})) if ids else []


def _differs(now: Projected, before: Any, form: _Form) -> bool:
    if before is None or before.deleted or before.until != now.until:
        return True
    return unpacked(before.form) != form.text


def _put(now: Projected, before: Any, form: _Form) -> _Change:
    rev = before.rev + 1 if before else 1
    return _Change(now.feed, now.entity, now.entity_id, rev, "put", form.packed, now.until)


def _gone(before: Any) -> _Change:
    return _Change(before.feed, before.entity, before.entity_id, before.rev + 1, "del", None, before.until)


def _store(changes: Sequence[_Change]) -> None:
    rows = [
        {
            "feed": each.feed, "entity": each.entity, "entity_id": each.entity_id, "rev": each.rev, "form": each.form,
            "deleted": each.op == "del", "until": each.until,
        }
        for each in changes
    ]  # fmt: skip
    ask(_put_record(db.engine.dialect.name), rows)


def _number(changes: Sequence[_Change]) -> None:
    """Takes the feeds' heads, in one order, holds them until the commit and moves them on."""
    by_feed: dict[str, list[_Change]] = defaultdict(list)
    for each in changes:
        by_feed[each.feed].append(each)
    heads = _heads(sorted(by_feed))
    rows = {head.feed: _numbered(head, by_feed[head.feed]) for head in heads}
    ask(CHANGED, [row for feed in rows for row in rows[feed]])
    ask(MOVED, [_moved(head, rows[head.feed]) for head in heads])


def _heads(feeds: Sequence[str]) -> Sequence[Any]:
    new = {"seq": 0, "digest": START, "floor": 0, "floor_digest": START}
    ask(_begin_head(db.engine.dialect.name), [{"feed": feed, **new} for feed in feeds])
    return ask(HEADS, {"feeds": list(feeds)}).all()


def _numbered(head: Any, changes: Sequence[_Change]) -> list[dict[str, Any]]:
    return [
        {"feed": head.feed, "seq": seq, "entity": e.entity, "entity_id": e.entity_id, "rev": e.rev, "op": e.op}
        for seq, e in enumerate(changes, head.seq + 1)
    ]


def _moved(head: Any, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"of": head.feed, "now": head.seq + len(rows), "chained": chained(head.digest, rows)}


def chained(digest: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """digest n = SHA-256(digest n-1 || the change as JSON [feed, n, entity, id, rev, op])."""
    for row in rows:
        line = orjson.dumps([row[name] for name in ("feed", "seq", "entity", "entity_id", "rev", "op")])
        digest = sha256(bytes.fromhex(digest) + line).hexdigest()
    return digest


@cache
def _put_record(dialect: str) -> Any:
    statement = INSERTS[dialect](RECORD)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["feed", "entity", "entity_id"],
        set_={"rev": new.rev, "form": new.form, "deleted": new.deleted, "until": new.until},
    )


@cache
def _begin_head(dialect: str) -> Any:
    return INSERTS[dialect](SyncHeadRow.__table__).on_conflict_do_nothing()
