"""What a list at the supervisor's desk is narrowed to; the filters stand in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request
from sqlalchemy import ColumnElement, Select, func, literal, or_, select

from server import clock
from server.db import db
from server.http import MOST_COUNTED
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.vocabulary import PlanState

EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Filters:
    """A span of days, an agency, a sub-district and one more choice of the list's own."""

    since: date
    until: date
    agency: str
    choice: str
    sub_district: str = ""

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
        sub_district=request.args.get("sub_district", ""),
    )


def of_agency(agency_id: str) -> ColumnElement[bool]:
    """Visits in which an agency has a plan, or which it entered without one."""
    planned = select(PlanRow.visit_id).where(PlanRow.agency_id == agency_id, PlanRow.state == PlanState.FILED)
    return or_(VisitRow.agency_id == agency_id, VisitRow.id.in_(planned))


def total(ids: Select[str]) -> int:
    """How many there are; beyond so many pages nobody turns, and counting on would take longer than showing them."""
    some = ids.with_only_columns(literal(1), maintain_column_froms=True).limit(MOST_COUNTED + 1)
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def in_sub_district(name: str) -> ColumnElement[bool]:
    """Visits to premises there."""
    there = select(PremisesRow.id).where(PremisesRow.id == VisitRow.premises_id, PremisesRow.sub_district == name)
    return there.exists()


def _day(name: str, otherwise: date) -> date:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return otherwise
    return min(max(day, EARLIEST), LATEST)  # a day more or less must still be a day
