"""轻微免罚清单: reads of the leniency list, for the phone's hint, the disposition of a result and the public page."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from server.db import db
from server.registry.leniency_tables import LeniencyRow
from server.registry.tables import InspectionItemRow

LATER = aliased(LeniencyRow)


def coming(day: date) -> list[LeniencyRow]:
    """The entries that hold on a day or will: a phone that was told of them chooses by the day."""
    wanted = select(LeniencyRow).where(or_(LeniencyRow.valid_until.is_(None), LeniencyRow.valid_until >= day))
    return list(db.session.scalars(wanted.order_by(LeniencyRow.code, LeniencyRow.version)))


def holding(day: date, items: Iterable[str] | None = None) -> list[LeniencyRow]:
    """The entries that hold on a day, of all items or of some."""
    wanted = select(LeniencyRow).where(_holds(day))
    if items is not None:
        wanted = wanted.where(LeniencyRow.item_id.in_(sorted(items)))
    with_agency = joinedload(LeniencyRow.item).joinedload(InspectionItemRow.agency)
    return list(db.session.scalars(wanted.options(with_agency).order_by(LeniencyRow.item_id, LeniencyRow.code)))


def named(code: str, day: date) -> LeniencyRow | None:
    """The entry of a code as it holds on a day: what a disposition names."""
    return db.session.scalar(select(LeniencyRow).where(LeniencyRow.code == code, _holds(day)))


def newest() -> list[LeniencyRow]:
    """Every entry in its newest version."""
    last = select(func.max(LATER.version)).where(LATER.code == LeniencyRow.code).scalar_subquery()
    with_agency = joinedload(LeniencyRow.item).joinedload(InspectionItemRow.agency)
    wanted = select(LeniencyRow).where(LeniencyRow.version == last).options(with_agency)
    return list(db.session.scalars(wanted.order_by(LeniencyRow.item_id, LeniencyRow.code)))


def versions_of(code: str) -> list[LeniencyRow]:
    """Every version of an entry, the newest first."""
    wanted = select(LeniencyRow).where(LeniencyRow.code == code).order_by(LeniencyRow.version.desc())
    return list(db.session.scalars(wanted))


def marks(version: Any, entries: Iterable[LeniencyRow]) -> Iterator[tuple[LeniencyRow, str | None]]:
    """The entries that an item's version falls under, with the line where it is one line."""
    for entry in entries:
        if entry.item_id == version.item_id:
            alike = (line["line"] for line in version.lines if line["content"] == entry.content)
            line = next(alike, None) if entry.content else None
            if line is not None or not entry.content:
                yield entry, line


def told(entry: LeniencyRow, line: str | None) -> dict[str, Any]:
    """An entry as phones hold it."""
    return {
        "code": entry.code, "name": entry.name, "line": line, "first_offence": entry.first_offence,
        "minor": entry.minor, "corrected": entry.corrected, "conditions": entry.conditions,
        "legal_basis": entry.legal_basis, "valid_from": entry.valid_from.isoformat(),
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else None,
    }  # fmt: skip


def _holds(day: date) -> ColumnElement[bool]:
    until = or_(LeniencyRow.valid_until.is_(None), LeniencyRow.valid_until >= day)
    return db.and_(LeniencyRow.valid_from <= day, until)
