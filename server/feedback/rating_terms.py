"""From when on a visit can be rated: from when its completion became known here, so a late upload shortens nothing."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from server import clock
from server.db import db
from server.planning.queries import terms_on
from server.planning.tables import VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import VisitState

COMPLETED = (TrailEntryRow.entity == "visit", TrailEntryRow.kind == "visit.completed")


def completed_on(visit: VisitRow) -> date | None:
    """The day a visit was complete and known to be."""
    if visit.state != VisitState.COMPLETED or visit.completed_at is None:
        return None
    noted = select(func.max(TrailEntryRow.received_at)).where(*COMPLETED, TrailEntryRow.entity_id == visit.id)
    return clock.local_day(known_at(visit.completed_at, db.session.scalar(noted)))


def window(completed_on: date | None) -> timedelta:
    """How long a visit completed that day can be rated: as the settings of that day say, whatever changes later."""
    return timedelta(days=terms_on(completed_on or clock.today()).rating_days)


def known_at(completed_at: datetime, noted_at: datetime | None) -> datetime:
    """When a visit was complete and known to be: its phone may have told of it days later."""
    return max(completed_at, noted_at or completed_at)
