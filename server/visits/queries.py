"""What the commands need to know of a visit, and what pages show of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, select

from server.db import ask, db
from server.planning.queries import standing_plans
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits.tables import AnswerRow, CheckInRow, ClosingRow, EvidenceRow, ResultRow
from server.vocabulary import Cause, VisitState

THESE: Any = bindparam("visits", expanding=True)


class AnswerAt(NamedTuple):
    """A line of a checklist on a visit."""

    visit: str
    item: str
    line: str


def _by_agency(row: Any) -> Select[Any]:
    columns = row.__table__.c
    return select(columns.visit_id, columns.agency_id).where(columns.visit_id.in_(THESE)).distinct()


ENTERED_BY, CLOSED_BY = _by_agency(CheckInRow), _by_agency(ClosingRow)
ANSWER = AnswerRow.__table__.c
ANSWERS = (
    select(ANSWER.visit_id, ANSWER.item_id, ANSWER.line, ANSWER.inspector_id, ANSWER.value)
    .where(ANSWER.visit_id.in_(THESE))
    .order_by(ANSWER.received_at, ANSWER.dseq)
)

ISSUED = select(ResultRow.visit_id, ResultRow.agency_id).where(ResultRow.visit_id.in_(THESE)).distinct()

PREMISES = PremisesRow.__table__.alias().c
SHOWING = select(EvidenceRow.visit_id).where(EvidenceRow.sha256 == bindparam("sha256")).distinct()


def plans_in_order(visit: VisitRow) -> list[PlanRow]:
    """The standing plans of a visit: an emergency leads, else the earliest filed."""
    return in_order(standing_plans(visit))


def in_order(plans: Iterable[Any]) -> list[Any]:
    """Plans of one visit or of many: an emergency leads, else the earliest filed."""
    return sorted(plans, key=lambda plan: (plan.cause != Cause.EMERGENCY, plan.number))


def lead_agency(visit: VisitRow) -> str:
    """The agency that leads: of the leading plan, else the one that entered without one."""
    plans = plans_in_order(visit)
    return plans[0].agency_id if plans else visit.agency_id or ""


def answers_on(visit_ids: Sequence[str]) -> dict[AnswerAt, dict[str, str]]:
    """The newest answer of each inspector to each line of these visits."""
    found: dict[AnswerAt, dict[str, str]] = defaultdict(dict)
    for row in ask(ANSWERS, {"visits": visit_ids}):
        found[AnswerAt(row.visit_id, row.item_id, row.line)][row.inspector_id] = row.value
    return found


def agencies_on(visit_ids: Sequence[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The agencies that entered each of these visits, and those that closed it."""
    entered: dict[str, set[str]] = defaultdict(set)
    closed: dict[str, set[str]] = defaultdict(set)
    for found, asked in ((entered, ENTERED_BY), (closed, CLOSED_BY)):
        for visit_id, agency_id in ask(asked, {"visits": visit_ids}):
            found[visit_id].add(agency_id)
    return entered, closed


def results_issued(visit_ids: Iterable[str]) -> set[tuple[str, str]]:
    """Which agencies have issued a result on which of these visits."""
    rows = ask(ISSUED, {"visits": list(visit_ids)})
    return {(visit_id, agency_id) for visit_id, agency_id in rows}


def premises_named(premises_id: str | None, credit_code: str | None) -> PremisesRow | None:
    """The premises a phone means: by id, else the first of the enterprise of the scanned credit code."""
    if premises_id and (known := db.session.get(PremisesRow, premises_id)):
        return known
    return db.session.scalar(
        select(PremisesRow)
        .join(EnterpriseRow)
        .where(EnterpriseRow.credit_code == (credit_code or ""))
        .order_by(PremisesRow.number)
        .limit(1)
    )


def visits_ahead(at: ColumnElement[bool]) -> list[str]:
    """The visits not over yet at premises of which this is true."""
    return list(db.session.scalars(_ahead(at)))


def _ahead(at: ColumnElement[bool]) -> Select[str]:
    unfinished = or_(VisitRow.state == VisitState.OPEN, VisitRow.state == VisitState.STARTED)
    return select(VisitRow.id).join(PremisesRow, PremisesRow.id == VisitRow.premises_id).where(at, unfinished)


AHEAD_THERE = _ahead(
    PremisesRow.enterprise_id.in_(
        select(PREMISES.enterprise_id).where(PREMISES.id.in_(bindparam("premises", expanding=True)))
    )
)


def visits_ahead_at_enterprises_of(visits: Iterable[VisitRow]) -> list[str]:
    """The visits not over yet at the same enterprises: their recent results change with these ones'."""
    premises = sorted({visit.premises_id for visit in visits if visit.premises_id})
    return list(ask(AHEAD_THERE, {"premises": premises}).scalars()) if premises else []


def visits_with_file(sha256: str) -> list[str]:
    """The visits whose record shows whether this file has arrived."""
    return list(ask(SHOWING, {"sha256": sha256}).scalars())
