"""Reads what enterprises say of visits, with the number of visits they could have spoken of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from server import clock
from server.db import ask, db
from server.feedback import rating_terms
from server.feedback.rated_tables import COUNTS, STEPS, rated_day
from server.feedback.rated_tables import DISSATISFIED as LOW
from server.feedback.tables import RatingRow
from server.http import PAGE_SIZE
from server.oversight.agencies import planning_agencies
from server.oversight.filters import Filters, of_agency
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.vocabulary import RatingTag, Satisfaction, VisitState

DISSATISFIED = "dissatisfied"
COUNTED = select(*(func.sum(rated_day.c[name]).label(name) for name in ("visits", *COUNTS))).where(
    rated_day.c.agency_id == bindparam("agency"),
    rated_day.c.day >= bindparam("since"),
    rated_day.c.day <= bindparam("until"),
)


@dataclass(frozen=True)
class Response:
    """How many of the completed visits were rated, and how."""

    completed: int
    rated: int
    still_open: int
    process: Counter[str]
    result: Counter[str]
    dissatisfied: int

    @property
    def percent(self) -> int | None:
        """Rated visits of a hundred completed ones."""
        return round(100 * self.rated / self.completed) if self.completed else None


@dataclass(frozen=True)
class Rating:
    """One rating with the visit it speaks of."""

    visit: VisitRow
    agencies: Sequence[str]
    process: Satisfaction
    result: Satisfaction
    process_text: str
    result_text: str
    tags: Sequence[RatingTag]
    changed_at: datetime
    changed: bool


def rated_visits(by: Filters, page: int) -> list[Rating]:
    """A page of ratings, those of the latest visits first."""
    wanted = _narrowed(select(RatingRow, VisitRow).join(VisitRow, VisitRow.id == RatingRow.visit_id), by)
    if by.choice == DISSATISFIED:
        wanted = wanted.where((RatingRow.process <= LOW) | (RatingRow.result <= LOW))
    shown = (
        wanted.options(
            joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise),
            selectinload(VisitRow.plans).joinedload(PlanRow.agency),
        )
        .order_by(VisitRow.completed_at.desc(), VisitRow.id)
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return [_rating(*row) for row in db.session.execute(shown)]


def rating(visit: VisitRow) -> Rating | None:
    """The rating of one visit."""
    row = db.session.scalar(select(RatingRow).where(RatingRow.visit_id == visit.id))
    return _rating(row, visit) if row else None


def response(by: Filters) -> Response:
    """The response rate of the span with both its numbers, and how many chose each step."""
    oldest = clock.today() - rating_terms.window(clock.today())
    every, lately = _counted(by, by.since), _counted(by, max(by.since, oldest))
    process, result = (
        Counter({str(step): every[f"{said}_{step}"] for step in STEPS}) for said in ("process", "result")
    )
    still_open = lately["visits"] - sum(lately[f"process_{step}"] for step in STEPS)
    return Response(every["visits"], process.total(), still_open, process, result, every["dissatisfied"])


def _counted(by: Filters, since: date) -> Mapping[str, int]:
    """The sums of the span from a day on."""
    row = ask(COUNTED, {"agency": by.agency, "since": since, "until": by.until}).one()
    return {name: count or 0 for name, count in row._mapping.items()}


def _narrowed(query: Select[*tuple[Any, ...]], by: Filters) -> Select[*tuple[Any, ...]]:
    """Visits completed in the span at premises that can rate."""
    query = query.where(
        VisitRow.state == VisitState.COMPLETED,
        VisitRow.premises_id.is_not(None),
        VisitRow.completed_at >= by.start,
        VisitRow.completed_at < by.end,
    )
    return query.where(of_agency(by.agency)) if by.agency else query


def _rating(row: RatingRow, visit: VisitRow) -> Rating:
    return Rating(
        visit=visit,
        agencies=planning_agencies(visit),
        process=Satisfaction(str(row.process)),
        result=Satisfaction(str(row.result)),
        process_text=row.process_text,
        result_text=row.result_text,
        tags=[RatingTag(tag) for tag in row.tags],
        changed_at=row.changed_at,
        changed=row.changed_at > row.made_at,
    )
