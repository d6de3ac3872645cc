"""Reads a visit's trail: every entry as it was made, when it was made and when it came in."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, or_, select

from server.accounts.tables import AccountRow
from server.db import db
from server.oversight import signed_by
from server.oversight.agencies import short_names
from server.planning.tables import VisitRow
from server.timing.queries import Proved, of_entries
from server.trail.tables import TrailEntryRow
from server.vocabulary import OperationStatus, SignedBy, TrailKind


@dataclass(frozen=True)
class Entry:
    """One entry of the trail."""

    kind: TrailKind | str
    made_at: datetime | None
    received_at: datetime
    who: str
    agency: str
    from_phone: bool
    status: OperationStatus | str
    sha256: str
    text: str
    proved: Proved | None
    signed_by: SignedBy | None = None


def trail_of(visit: VisitRow) -> list[Entry]:
    """The entries of a visit and of its plans, in the order they happened."""
    rows = db.session.execute(
        select(TrailEntryRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == TrailEntryRow.account_id)
        .where(
            or_(
                and_(TrailEntryRow.entity == "visit", TrailEntryRow.entity_id == visit.id),
                and_(TrailEntryRow.entity == "plan", TrailEntryRow.entity_id.in_([plan.id for plan in visit.plans])),
            )
        )
        .order_by(TrailEntryRow.made_at, TrailEntryRow.dseq, TrailEntryRow.received_at, TrailEntryRow.id)
    ).all()
    agencies = short_names(row.agency_id for row, _ in rows)
    proved = of_entries([row.id for row, _ in rows if row.device_id])
    signed = signed_by.of_entries([row for row, _ in rows])
    entries = [_entry(row, name or "", agencies[row.agency_id], proved.get(row.id)) for row, name in rows]
    return [replace(entry, signed_by=signed.get(row.id)) for entry, (row, _) in zip(entries, rows, strict=True)]


def _entry(row: TrailEntryRow, who: str, agency: str, proved: Proved | None) -> Entry:
    return Entry(
        kind=TrailKind(row.kind) if row.kind in set(TrailKind) else row.kind,
        made_at=row.made_at,
        received_at=row.received_at,
        who=who,
        agency=agency if row.agency_id else "",
        from_phone=row.device_id is not None,
        status=OperationStatus(row.status) if row.status in set(OperationStatus) else row.status,
        sha256=row.sha256,
        text=row.body.decode(errors="replace"),
        proved=proved,
    )
