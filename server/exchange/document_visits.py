"""The visits whose documents an agency draws up, the latest day first, each with how many of its forms are issued."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import joinedload

from server import clock
from server.db import db
from server.exchange.tables import DocumentRow
from server.planning.tables import STANDS, UNPLANNED, PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.vocabulary import VisitState

PAGE = 50
AHEAD = timedelta(days=7)  # whoever draws up notices looks a week ahead; what lies further is not due yet
Agencies = Collection[str] | None  # whose; everybody's where there are none


class Listed(NamedTuple):
    """A visit in the list, with the number of forms issued."""

    visit: VisitRow
    state: VisitState
    issued: int


def listed(agencies: Agencies, page: int, *, later: bool = False) -> tuple[list[Listed], bool]:
    """A page of them up to a week ahead, or of those that lie further; and whether there are more."""
    border = clock.today() + AHEAD
    last = page * PAGE + 1
    found = _ids(agencies, border, later, last).offset(last - PAGE - 1).limit(PAGE + 1)
    ids: list[str] = [row[0] for row in db.session.execute(found)]
    rows = {row.id: row for row in db.session.scalars(_with_place().where(VisitRow.id.in_(ids)))}
    issued = _issued(ids, agencies)
    shown = [Listed(rows[each], VisitState(rows[each].state), issued[each]) for each in ids[:PAGE]]
    return shown, len(ids) > PAGE


def _ids(agencies: Agencies, border: date, later: bool, last: int) -> Select[*tuple[Any, ...]]:
    """Each agency's own plans and what it entered without one, each only as far as the page asked for."""
    if agencies is None:
        every = select(VisitRow.id, VisitRow.visit_on.label("day")).where(VisitRow.premises_id.is_not(None))
        return _ordered(every, VisitRow.visit_on, border, later)
    parts = [_ordered(each, day, border, later).limit(last) for each, day in _own(agencies)]
    both = union(*(select(part.subquery()) for part in parts)).subquery()
    return select(both.c.id, both.c.day).order_by(both.c.day if later else both.c.day.desc(), both.c.id)


def _own(agencies: Collection[str]) -> Iterator[tuple[Select[*tuple[Any, ...]], Any]]:
    for agency in sorted(agencies):
        planned = select(PlanRow.visit_id.label("id"), PlanRow.stands_on.label("day"))
        yield planned.where(PlanRow.agency_id == agency, STANDS), PlanRow.stands_on
        entered = select(VisitRow.id, VisitRow.visit_on.label("day"))
        known = VisitRow.premises_id.is_not(None)
        yield entered.where(VisitRow.agency_id == agency, UNPLANNED, known), VisitRow.visit_on


def _ordered(wanted: Any, day: Any, border: date, later: bool) -> Any:
    return wanted.where(day > border).order_by(day) if later else wanted.where(day <= border).order_by(day.desc())


def _with_place() -> Select[VisitRow]:
    return select(VisitRow).options(joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise))


def _issued(ids: Sequence[str], agencies: Agencies) -> Counter[str]:
    counted = select(DocumentRow.visit_id, func.count(DocumentRow.kind.distinct())).where(DocumentRow.visit_id.in_(ids))
    if agencies is not None:
        counted = counted.where(DocumentRow.agency_id.in_(agencies))
    return Counter(dict(db.session.execute(counted.group_by(DocumentRow.visit_id)).all()))
