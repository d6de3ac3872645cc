"""To which agency a visit's rating counts: to one only, the leading one, so that no two agencies' figures overlap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.db import db
from server.feedback.rating_terms import COMPLETED, known_at
from server.planning.tables import PlanRow, VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, PlanState, VisitState

Plans = Sequence[tuple[bool, int, str]]  # whether not an emergency, the number, the agency
OVER = (VisitRow.state == VisitState.COMPLETED, VisitRow.premises_id.is_not(None), VisitRow.completed_at.is_not(None))


def completed_visits() -> Iterator[tuple[str, str, datetime]]:
    """Every completed visit at known premises: its id, its leading agency, when it was complete and known to be."""
    noted = select(TrailEntryRow.entity_id, func.max(TrailEntryRow.received_at).label("at")).where(*COMPLETED)
    told = noted.group_by(TrailEntryRow.entity_id).subquery()
    rows = db.session.execute(
        select(VisitRow.id, VisitRow.agency_id, VisitRow.completed_at, told.c.at)
        .outerjoin(told, told.c.entity_id == VisitRow.id)
        .where(*OVER)
    ).all()
    plans = select(PlanRow.visit_id, PlanRow.cause, PlanRow.number, PlanRow.agency_id).join(
        VisitRow, VisitRow.id == PlanRow.visit_id
    )
    filed = by_visit(db.session.execute(plans.where(PlanRow.state == PlanState.FILED, *OVER)))
    for visit_id, entered, completed_at, noted_at in rows:
        leader = lead(filed.get(visit_id, ()), entered)
        if leader:
            yield visit_id, leader, known_at(completed_at, noted_at)


def by_visit(rows: Iterable[Any]) -> Mapping[str, Plans]:
    """The plans of each visit, from its id, their cause, number and agency."""
    filed: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for visit_id, cause, number, agency_id in rows:
        filed[visit_id].append((cause != Cause.EMERGENCY, number, agency_id))
    return filed


def lead(plans: Plans, entered: str | None) -> str | None:
    """The agency whose plan leads a visit, an emergency first, then the earliest filed; else who entered without."""
    return min(plans)[2] if plans else entered
