"""Keeps how the visits of each day were rated, so that no page counts a year's visits; a few seconds behind."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select

from server import clock
from server.db import ask, lock, transaction
from server.feedback import leading
from server.feedback.rated_tables import COUNTS, DISSATISFIED, due, rated_day
from server.feedback.rating_terms import COMPLETED, known_at
from server.feedback.tables import RatingRow
from server.planning.tables import PlanRow, VisitRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import PlanState

AT_ONCE = 1000
WHOLE = ""  # all agencies
DAY = (*leading.OVER, VisitRow.completed_at >= bindparam("start"), VisitRow.completed_at < bindparam("end"))
VISITS = (
    select(VisitRow.id, VisitRow.agency_id, VisitRow.completed_at, RatingRow.process, RatingRow.result)
    .outerjoin(RatingRow, RatingRow.visit_id == VisitRow.id)
    .where(*DAY)
)
PLANS = (
    select(PlanRow.visit_id, PlanRow.cause, PlanRow.number, PlanRow.agency_id)
    .join(VisitRow, VisitRow.id == PlanRow.visit_id)
    .where(PlanRow.state == PlanState.FILED, *DAY)
)
NOTED = (
    select(TrailEntryRow.entity_id, func.max(TrailEntryRow.received_at).label("at"))
    .join(VisitRow, VisitRow.id == TrailEntryRow.entity_id)
    .where(*COMPLETED, *DAY)
    .group_by(TrailEntryRow.entity_id)
)
WAITING = select(due.c.id, due.c.completed_at).order_by(due.c.id).limit(AT_ONCE)
SETTLED = delete(due).where(due.c.id.in_(bindparam("ids", expanding=True)))
STILL = select(func.count()).where(due.c.id.in_(bindparam("ids", expanding=True)))
FORGOTTEN = delete(rated_day).where(rated_day.c.day == bindparam("of"))
NOTHING = dict.fromkeys(COUNTS, 0)


class Cell(NamedTuple):
    """Whose visits of a day: an agency's own or those it took part in, by the month they were known to be complete."""

    agency_id: str
    leads: bool
    month: str


def catch_up() -> int:
    """Counts every day anew whose visits or ratings have changed, one at a time, and says how many."""
    done = 0
    while waiting := ask(WAITING).all():
        days = defaultdict[date, list[int]](list)
        for note in waiting:
            days[clock.local_day(note.completed_at)].append(note.id)
        for day, notes in days.items():
            _keep(day, notes)
        done += len(days)
    return done


def _keep(day: date, notes: list[int]) -> None:
    """Counted before others wait to write: what changes meanwhile is noted anew, and whoever came first was right."""
    rows = counted(day)
    with transaction():
        lock("rated days")
        if ask(STILL, {"ids": notes}).scalar_one() < len(notes):
            return
        ask(SETTLED, {"ids": notes})
        ask(FORGOTTEN, {"of": day})
        if rows:
            ask(insert(rated_day), rows)


def counted(day: date) -> list[dict[str, Any]]:
    """What the records say of a day."""
    visits, every = Counter[Cell](), defaultdict[Cell, Counter[str]](Counter)
    for cell, process, result in _rated(day):
        visits[cell] += 1
        if process and result:
            every[cell].update((f"process_{process}", f"result_{result}"))
            every[cell]["dissatisfied"] += min(process, result) <= DISSATISFIED
    return [{"day": day, "visits": many, **cell._asdict(), **NOTHING, **every[cell]} for cell, many in visits.items()]


def _rated(day: date) -> Iterator[tuple[Cell, int | None, int | None]]:
    """Each visit once for all agencies, and once for each that took part."""
    start = datetime.combine(day, time.min, clock.LOCAL)
    span = {"start": start, "end": start + timedelta(days=1)}
    noted = {row.entity_id: row.at for row in ask(NOTED, span)}
    plans = leading.by_visit(ask(PLANS, span))
    for visit, entered, completed_at, *said in ask(VISITS, span):
        month = clock.local_day(known_at(completed_at, noted.get(visit))).strftime("%Y-%m")
        for agency, leads in _agencies(plans.get(visit, ()), entered).items():
            yield Cell(agency, leads, month), *said


def _agencies(plans: leading.Plans, entered: str | None) -> Mapping[str, bool]:
    """Who took part in a visit, and whether as its leading agency."""
    lead = leading.lead(plans, entered)
    parts = {agency for *_, agency in plans} | ({entered} if entered else set())
    return {WHOLE: False} | {agency: agency == lead for agency in parts}
