"""Reads the visits of a span: who was where, what was found, which photos have arrived, what was irregular."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from server.db import db
from server.evidence.tables import BlobRow
from server.http import PAGE_SIZE
from server.oversight.agencies import planning_agencies, short_names
from server.oversight.filters import Filters, in_sub_district, of_agency, total
from server.oversight.tables import IrregularityRow
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.visits.tables import EvidenceRow, FindingRow
from server.vocabulary import VisitState


@dataclass(frozen=True)
class Line:
    """One visit in the list, with its counts."""

    visit: VisitRow
    state: VisitState
    agencies: Sequence[str]
    findings: int
    photos: int
    photos_there: int
    irregularities: int


def visits(by: Filters, page: int) -> tuple[list[Line], int]:
    """A page of the visits planned for the span, or without a plan begun in it."""
    wanted = select(VisitRow).where(VisitRow.visit_on.between(by.since, by.until))
    if by.agency:
        wanted = wanted.where(of_agency(by.agency))
    if by.sub_district:
        wanted = wanted.where(in_sub_district(by.sub_district))
    if by.choice:
        wanted = wanted.where(VisitRow.state == by.choice)
    ids = wanted.with_only_columns(VisitRow.id)
    newest = ids.order_by(VisitRow.visit_on.desc(), VisitRow.started_at.desc(), VisitRow.id)
    # First which, then what is known of them: sorted with everything joined, a day of a city takes five times as long.
    these = list(db.session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)))
    found = {row.id: row for row in db.session.scalars(select(VisitRow).where(VisitRow.id.in_(these)).options(*_WITH))}
    return _lines([found[each] for each in these]), total(ids)


def visit(visit_id: str) -> VisitRow | None:
    """One visit, whatever its state."""
    return db.session.get(VisitRow, visit_id, options=_WITH)


_WITH = (
    joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise),
    selectinload(VisitRow.plans).joinedload(PlanRow.agency),
)


def _lines(rows: Sequence[VisitRow]) -> list[Line]:
    ids = [row.id for row in rows]
    files = select(EvidenceRow.visit_id, func.count(EvidenceRow.sha256.distinct())).group_by(EvidenceRow.visit_id)
    findings = _counts(_of(FindingRow, ids).where(FindingRow.withdrawn_by.is_(None)))
    removed = select(BlobRow.sha256).where(BlobRow.removed_at.is_not(None), BlobRow.stored_at.is_(None))
    photos = _counts(files.where(EvidenceRow.visit_id.in_(ids), EvidenceRow.sha256.not_in(removed)))
    stored = files.join(BlobRow, BlobRow.sha256 == EvidenceRow.sha256).where(BlobRow.stored_at.is_not(None))
    there = _counts(stored.where(EvidenceRow.visit_id.in_(ids)))
    irregular = _counts(_of(IrregularityRow, ids))
    entered = short_names(row.agency_id for row in rows)
    return [
        Line(
            visit=row,
            state=VisitState(row.state),
            agencies=planning_agencies(row) or [entered[row.agency_id]],
            findings=findings.get(row.id, 0),
            photos=photos.get(row.id, 0),
            photos_there=there.get(row.id, 0),
            irregularities=irregular.get(row.id, 0),
        )
        for row in rows
    ]


def _of(table: Any, ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(table.visit_id, func.count()).where(table.visit_id.in_(ids)).group_by(table.visit_id)


def _counts(query: Select[*tuple[Any, ...]]) -> dict[str, int]:
    return dict(db.session.execute(query).all())
