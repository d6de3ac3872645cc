"""To which agency a visit's rating counts: to one only, the leading one, so that no two agencies' figures overlap."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from server.db import db
from server.feedback.rating_terms import COMPLETED, known_at
from server.planning.tables import PlanRow, VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, PlanState, VisitState

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
    leads = _leads()
    for visit_id, entered, completed_at, noted_at in rows:
        lead = leads.get(visit_id, entered)
        if lead:
            yield visit_id, lead, known_at(completed_at, noted_at)


def _leads() -> dict[str, str]:
    """The plan that leads a visit: an emergency first, then the earliest filed."""
    plans = select(PlanRow.visit_id, PlanRow.cause, PlanRow.number, PlanRow.agency_id).join(
        VisitRow, VisitRow.id == PlanRow.visit_id
    )
    standing = plans.where(PlanRow.state == PlanState.FILED, *OVER)
    filed: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
    for visit_id, cause, number, agency_id in db.session.execute(standing):
        filed[str(visit_id)].append((cause != Cause.EMERGENCY, number, agency_id))
    return {visit_id: min(each)[2] for visit_id, each in filed.items()}
