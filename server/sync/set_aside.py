"""Reads the operations that were set aside, as the supervisor decides about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import and_, func, or_, select

from server import clock
from server.accounts.tables import AccountRow
from server.db import ask, db
from server.http import PAGE_SIZE
from server.oversight.agencies import short_names
from server.planning.tables import VisitRow
from server.sync.tables import QuarantineRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import SetAside, Settled, TrailKind

TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """One operation that was set aside, with what was decided about it."""

    entry_id: str
    kind: TrailKind | str
    why: SetAside | str
    made_at: datetime | None
    received_at: datetime
    who: str
    agency: str
    visit: str | None
    says: str
    text: str
    outcome: Settled
    settled_at: datetime | None
    settled_by: str
    reason: str


def kept(outcome: str, page: int) -> tuple[list[Kept], int]:
    """A page of operations with this outcome, the newest first, and how many there are."""
    wanted = select(QuarantineRow).where(QuarantineRow.outcome == outcome)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(QuarantineRow.received_at.desc(), QuarantineRow.entry_id.desc())
    rows = db.session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return _read(list(rows)), total


def of_device(device_id: str) -> dict[str, list[int]]:
    """Numbers of a phone's operations that nobody has decided about yet, and of those left without effect lately."""
    lately = and_(QuarantineRow.outcome == "left", QuarantineRow.settled_at > clock.now() - TOLD_FOR)
    told = (
        select(TrailEntryRow.dseq, QuarantineRow.outcome)
        .join(TrailEntryRow, TrailEntryRow.id == QuarantineRow.entry_id)
        .where(QuarantineRow.device_id == device_id, or_(QuarantineRow.outcome == "open", lately))
        .order_by(TrailEntryRow.dseq)
    )
    rows = ask(told).all()
    return {
        "set_aside": [row.dseq for row in rows if row.outcome == "open"],
        "left": [row.dseq for row in rows if row.outcome == "left"],
    }


def _read(rows: list[QuarantineRow]) -> list[Kept]:
    entries = _by_id(TrailEntryRow, (row.entry_id for row in rows))
    people = {entry.account_id for entry in entries.values()} | {row.settled_by for row in rows}
    names = {key: row.name for key, row in _by_id(AccountRow, people).items()}
    agencies = short_names(entry.agency_id for entry in entries.values())
    visits = _by_id(VisitRow, (entry.entity_id for entry in entries.values()))
    return [_kept(row, entries[row.entry_id], names, agencies, visits) for row in rows]


def _kept(
    row: QuarantineRow,
    entry: TrailEntryRow,
    names: Mapping[Any, str],
    agencies: Mapping[str | None, str],
    visits: Mapping[str, VisitRow],
) -> Kept:
    return Kept(
        entry_id=row.entry_id,
        kind=TrailKind(row.kind) if row.kind in set(TrailKind) else row.kind,
        why=SetAside(row.code) if row.code in set(SetAside) else row.code,
        made_at=entry.made_at,
        received_at=row.received_at,
        who=names.get(entry.account_id, ""),
        agency=agencies[entry.agency_id] if entry.agency_id else "",
        visit=entry.entity_id if entry.entity_id in visits else None,
        says=_says(bytes(entry.body)),
        text=bytes(entry.body).decode(errors="replace"),
        outcome=Settled(row.outcome),
        settled_at=row.settled_at,
        settled_by=names.get(row.settled_by, ""),
        reason=row.reason,
    )


def _says(text: bytes) -> str:
    """What the person wrote, where it can be found."""
    try:
        body = orjson.loads(text)["body"]
        return str(body.get("text") or body.get("summary") or body.get("reason") or "")
    except (orjson.JSONDecodeError, LookupError, TypeError, AttributeError):
        return ""


def _by_id(table: Any, ids: Iterable[str | None]) -> dict[str, Any]:
    wanted = {each for each in ids if each}
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(wanted)))}
