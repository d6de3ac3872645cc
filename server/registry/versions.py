"""Versions of inspection items: what an item says is never changed, a new version takes its place."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from server import clock, trail
from server.db import db
from server.ids import new_id
from server.registry import lookups, rules
from server.registry.tables import InspectionItemRow, ItemVersionRow

ITEM, VERSION = InspectionItemRow.__table__, ItemVersionRow.__table__
CONTENT = ("name", "legal_basis", "lines", "yearly_cap", "valid_months")


def latest(item_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The newest version of each item, with the item's own agency and competence."""
    newest = (
        select(VERSION.c.item_id, func.max(VERSION.c.version).label("version")).group_by(VERSION.c.item_id).subquery()
    )
    wanted = (
        select(VERSION, ITEM.c.agency_id.label("agency"), ITEM.c.competence)
        .join(newest, (VERSION.c.item_id == newest.c.item_id) & (VERSION.c.version == newest.c.version))
        .join(ITEM, ITEM.c.id == VERSION.c.item_id)
    )
    return {row["item_id"]: dict(row) for row in lookups.rows_of(wanted, VERSION.c.item_id, item_ids)}


def first(item_id: str, content: Mapping[str, Any], valid_from: date | None, valid_until: date | None) -> str:
    """Enters the first version of an item."""
    unsaid: dict[str, Any] = {"lines": [], "yearly_cap": None, "valid_months": None}
    said = {**unsaid, **{name: content[name] for name in CONTENT if name in content}}
    return _entered(item_id, 1, said, valid_from or clock.today(), valid_until)


def succeed(
    old: Mapping[str, Any], content: Mapping[str, Any], asked: date | None = None, valid_until: date | None = None
) -> str:
    """Enters the next version; what `content` does not name stays, and the old versions end the day before."""
    starts = rules.successor_starts_on(asked, clock.today())
    rules.require_in_order(starts, valid_until)
    _end_before(old["item_id"], starts)
    said = {name: content.get(name, old[name]) for name in CONTENT}
    return _entered(old["item_id"], old["version"] + 1, said, starts, valid_until or _lasting(old, starts))


def complete(old: Mapping[str, Any], lines: list[dict[str, str]]) -> None:
    """Gives a version that came without a checklist its lines; nobody can have inspected by it."""
    db.session.execute(update(VERSION).where(VERSION.c.id == old["id"]).values(lines=lines))
    trail.touched("item_version", old["id"])


def end(old: Mapping[str, Any], valid_until: date) -> None:
    """Sets the last day of a version, and with it of its item."""
    rules.require_in_order(old["valid_from"], valid_until)
    db.session.execute(update(VERSION).where(VERSION.c.id == old["id"]).values(valid_until=valid_until))
    trail.touched("item_version", old["id"])


def touch_all(item_id: str) -> None:
    """Says that every version of an item has changed for the phones, as when it moves to another agency."""
    for version_id in db.session.scalars(select(VERSION.c.id).where(VERSION.c.item_id == item_id)):
        trail.touched("item_version", version_id)


def _lasting(old: Mapping[str, Any], starts: date) -> date | None:
    until = old["valid_until"]
    return until if until is not None and until >= starts else None


def _end_before(item_id: str, starts: date) -> None:
    rows = db.session.execute(select(VERSION).where(VERSION.c.item_id == item_id)).mappings().all()
    for row in rows:
        last = rules.predecessor_ends_on(row["valid_until"], starts)
        if last != row["valid_until"]:
            db.session.execute(update(VERSION).where(VERSION.c.id == row["id"]).values(valid_until=last))
            trail.touched("item_version", row["id"])


def _entered(item_id: str, number: int, said: Mapping[str, Any], starts: date, valid_until: date | None) -> str:
    version_id = new_id()
    row = {"id": version_id, "item_id": item_id, "version": number, "valid_from": starts, "valid_until": valid_until}
    db.session.execute(insert(VERSION).values({**row, **said}))
    trail.touched("item_version", version_id)
    return version_id
