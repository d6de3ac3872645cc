"""What a list at the supervisor's desk is narrowed to; the filters stand in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request
from sqlalchemy import ColumnElement, or_, select

from server import clock
from server.planning.tables import PlanRow, VisitRow
from server.vocabulary import PlanState

EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Filters:
    """A span of days, an agency and one more choice of the list's own."""

    since: date
    until: date
    agency: str
    choice: str

    @property
    def start(self) -> datetime:
        """The first moment of the span."""
        return datetime.combine(self.since, datetime.min.time(), clock.LOCAL)

    @property
    def end(self) -> datetime:
        """The first moment after the span."""
        return datetime.combine(self.until + timedelta(days=1), datetime.min.time(), clock.LOCAL)


def from_address(days_back: int) -> Filters:
    """The filters of this request; without dates, the last days up to today."""
    today = clock.today()
    return Filters(
        since=_day("since", today - timedelta(days=days_back)),
        until=_day("until", today),
        agency=request.args.get("agency", ""),
        choice=request.args.get("choice", ""),
    )


def of_agency(agency_id: str) -> ColumnElement[bool]:
    """Visits in which an agency has a plan, or which it entered without one."""
    planned = select(PlanRow.visit_id).where(PlanRow.agency_id == agency_id, PlanRow.state == PlanState.FILED)
    return or_(VisitRow.agency_id == agency_id, VisitRow.id.in_(planned))


def _day(name: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(day, EARLIEST), LATEST)  # a day more or less must still be a day
