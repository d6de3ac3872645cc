"""Reads how well the times of records are proved: of a visit's entries, and of agencies in counts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.db import db
from server.registry.tables import AgencyRow
from server.timing.tables import ProvedTimeRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import TimeFlaw, TimeGrade, TrailKind

SHOWN = (TrailKind.VISIT_OPENED, TrailKind.VISIT_CLOSED)


@dataclass(frozen=True)
class Proved:
    """Between which moments a record was made; `witnessed` where somebody saw the phone's chain before it arrived."""

    not_before: datetime | None
    not_after: datetime
    witnessed: bool
    flaw: TimeFlaw | None
    grade: TimeGrade


@dataclass(frozen=True)
class Moment:
    """Somebody's entry or the end of an agency's inspection, with the proof of its time once the log is signed."""

    kind: TrailKind
    agency: str
    proved: Proved | None


@dataclass(frozen=True)
class VisitTimes:
    """The moments that matter of a visit, and how many of its records have which grade."""

    moments: Sequence[Moment]
    grades: Mapping[TimeGrade, int]
    waiting: int


@dataclass(frozen=True)
class Share:
    """Of an agency's records, per grade from A to D, how many there are and how many in a hundred."""

    agency: str
    grades: Sequence[tuple[int, int]]


def of_entries(ids: Collection[str]) -> dict[str, Proved]:
    """The proofs of these entries, as far as there are any."""
    rows = db.session.scalars(select(ProvedTimeRow).where(ProvedTimeRow.entry_id.in_(ids)))
    return {row.entry_id: _proved(row) for row in rows}


def of_visit(visit_id: str) -> VisitTimes:
    """How well it is proved when a visit's records were made, in the order of their arrival."""
    rows = db.session.execute(
        select(TrailEntryRow.kind, AgencyRow.short_name, ProvedTimeRow)
        .outerjoin(ProvedTimeRow, ProvedTimeRow.entry_id == TrailEntryRow.id)
        .outerjoin(AgencyRow, AgencyRow.id == TrailEntryRow.agency_id)
        .where(TrailEntryRow.entity == "visit", TrailEntryRow.entity_id == visit_id)
        .where(TrailEntryRow.device_id.is_not(None))
        .order_by(TrailEntryRow.received_at, TrailEntryRow.dseq)
    ).all()
    shown = [row for row in rows if row.kind in SHOWN]
    return VisitTimes(
        [Moment(TrailKind(row.kind), row.short_name or "", _of(row)) for row in shown],
        Counter(TimeGrade(row.ProvedTimeRow.grade) for row in rows if row.ProvedTimeRow),
        sum(row.ProvedTimeRow is None for row in rows),
    )


def shares(agencies: Collection[str], since: datetime) -> list[Share]:
    """Of each agency, how many records that came since then have which grade."""
    counted = (
        select(AgencyRow.name, ProvedTimeRow.grade, func.count())
        .join(TrailEntryRow, TrailEntryRow.id == ProvedTimeRow.entry_id)
        .join(AgencyRow, AgencyRow.id == TrailEntryRow.agency_id)
        .where(TrailEntryRow.agency_id.in_(agencies), TrailEntryRow.received_at >= since)
        .group_by(AgencyRow.name, ProvedTimeRow.grade)
        .order_by(AgencyRow.name)
    )
    found: dict[str, Counter[TimeGrade]] = defaultdict(Counter)
    for agency, grade, count in db.session.execute(counted):
        found[agency][TimeGrade(grade)] = count
    return [
        Share(agency, [(counts[each], _percent(counts[each], counts)) for each in TimeGrade])
        for agency, counts in found.items()
    ]


def _percent(count: int, of: Counter[TimeGrade]) -> int:
    return round(100 * count / of.total())


def _of(row: Any) -> Proved | None:
    return _proved(row.ProvedTimeRow) if row.ProvedTimeRow else None


def _proved(row: ProvedTimeRow) -> Proved:
    flaw = TimeFlaw(row.flaw) if row.flaw else None
    return Proved(row.not_before, row.not_after, row.witnessed, flaw, TimeGrade(row.grade))
