"""Documents of the last finished visits, issued as an officer would."""

from datetime import date

from sqlalchemy import select

from server.db import db
from server.exchange import documents
from server.planning.tables import VisitRow
from server.vocabulary import DocumentKind, PlanState, VisitState

VISITS = 5
KINDS = (DocumentKind.APPROVAL, DocumentKind.NOTICE, DocumentKind.ON_SITE, DocumentKind.RESULT)


def issue(day: date) -> None:
    """Each agency's four usual forms of the visits that ended last before this day."""
    ended = select(VisitRow).where(VisitRow.state == VisitState.COMPLETED, VisitRow.visit_on < day)
    for visit in db.session.scalars(ended.order_by(VisitRow.visit_on.desc(), VisitRow.id).limit(VISITS)).all():
        for agency_id in sorted({plan.agency_id for plan in visit.plans if plan.state == PlanState.FILED}):
            for kind in KINDS:
                if documents.is_due(kind, visit, agency_id):
                    documents.issue(kind, visit.id, agency_id, account_id=None)
