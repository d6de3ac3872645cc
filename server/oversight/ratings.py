"""Reads what enterprises say of visits, with the number of visits they could have spoken of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from server import clock
from server.db import db
from server.feedback import rating_terms
from server.feedback.tables import RatingRow
from server.http import PAGE_SIZE
from server.oversight.agencies import planning_agencies
from server.oversight.filters import Filters, of_agency
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.vocabulary import RatingTag, Satisfaction, VisitState

DISSATISFIED = "dissatisfied"


@dataclass(frozen=True)
class Response:
    """How many of the completed visits were rated, and how."""

    completed: int
    rated: int
    still_open: int
    process: Counter[str]
    result: Counter[str]

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


def rated_visits(by: Filters, page: int) -> tuple[list[Rating], int]:
    """A page of ratings, the last changed first, and how many there are."""
    wanted = _narrowed(select(RatingRow, VisitRow).join(VisitRow, VisitRow.id == RatingRow.visit_id), by)
    if by.choice == DISSATISFIED:
        wanted = wanted.where((RatingRow.process <= 2) | (RatingRow.result <= 2))
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(RatingRow.id).subquery())) or 0
    shown = (
        wanted.options(
            joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise),
            selectinload(VisitRow.plans).joinedload(PlanRow.agency),
        )
        .order_by(RatingRow.changed_at.desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return [_rating(*row) for row in db.session.execute(shown)], total


def rating(visit: VisitRow) -> Rating | None:
    """The rating of one visit."""
    row = db.session.scalar(select(RatingRow).where(RatingRow.visit_id == visit.id))
    return _rating(row, visit) if row else None


def response(by: Filters) -> Response:
    """The response rate of the span with both its numbers, and how many chose each step."""
    counted = select(RatingRow.process, RatingRow.result, func.count()).select_from(VisitRow)
    counted = counted.outerjoin(RatingRow, RatingRow.visit_id == VisitRow.id)
    groups = db.session.execute(_narrowed(counted.group_by(RatingRow.process, RatingRow.result), by)).all()
    process: Counter[str] = Counter()
    result: Counter[str] = Counter()
    for process_step, result_step, count in groups:
        if process_step is not None:
            process[str(process_step)] += count
            result[str(result_step)] += count
    return Response(
        completed=sum(count for *_, count in groups),
        rated=process.total(),
        still_open=_still_open(by),
        process=process,
        result=result,
    )


def _still_open(by: Filters) -> int:
    """Completed visits of the span that nobody has rated and that can be rated today."""
    oldest = datetime.combine(clock.today() - rating_terms.window(clock.today()), datetime.min.time(), clock.LOCAL)
    unrated = select(func.count(VisitRow.id)).outerjoin(RatingRow, RatingRow.visit_id == VisitRow.id)
    unrated = unrated.where(RatingRow.id.is_(None), VisitRow.completed_at >= oldest)
    return db.session.scalar(_narrowed(unrated, by)) or 0


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
