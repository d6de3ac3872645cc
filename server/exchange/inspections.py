"""Reads what agencies inspected in a period, in pieces, so that a year takes no more memory than a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from server.db import ask
from server.exchange import check_action
from server.exchange.check_action import Inspection
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.registry.tables import AgencyRow, BadgeRow, EnterpriseRow, InspectorRow, ItemVersionRow, PremisesRow
from server.visits.tables import AnswerRow, CheckInRow, ResultRow
from server.vocabulary import Cause, Channel, LineValue, Outcome, PlanState

AT_ONCE = 300
Of = tuple[str, str]
THESE: Any = bindparam("visits", expanding=True)
NEWER, REGISTERED = aliased(ResultRow), aliased(PremisesRow)
NEWEST = ~select(NEWER.id).where(
    NEWER.visit_id == ResultRow.visit_id, NEWER.agency_id == ResultRow.agency_id, NEWER.version > ResultRow.version
).exists()  # fmt: skip
RESULTS = (
    select(
        ResultRow.id, ResultRow.visit_id, ResultRow.agency_id, ResultRow.version, ResultRow.visit_on,
        ResultRow.outcomes, AgencyRow.name.label("agency_name"), AgencyRow.credit_code.label("agency_code"),
        AgencyRow.area.label("agency_area"), EnterpriseRow.name.label("enterprise"), EnterpriseRow.credit_code,
        EnterpriseRow.area, PremisesRow.address, REGISTERED.address.label("registered"),
    )
    .join(AgencyRow, AgencyRow.id == ResultRow.agency_id)
    .outerjoin(PremisesRow, PremisesRow.id == ResultRow.premises_id)
    .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .outerjoin(REGISTERED, and_(REGISTERED.enterprise_id == EnterpriseRow.id, REGISTERED.number == 1))
    .where(NEWEST)
    .order_by(ResultRow.visit_on, ResultRow.id)
)  # fmt: skip
PLANNED = (
    select(PlanRow.visit_id, PlanRow.agency_id, PlanRow.channel, PlanRow.cause, PlanRow.reference,
           PlanItemRow.item_id, ItemVersionRow.name)
    .join(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)
    .join(ItemVersionRow, ItemVersionRow.id == PlanItemRow.item_version_id)
    .where(PlanRow.visit_id.in_(THESE), PlanRow.state == PlanState.FILED)
    .order_by(PlanRow.number, PlanItemRow.position)
)  # fmt: skip
BADGE = func.coalesce(
    select(BadgeRow.number)
    .where(BadgeRow.inspector_id == InspectorRow.id, BadgeRow.valid_from <= VisitRow.visit_on)
    .order_by(BadgeRow.valid_until.desc()).limit(1).scalar_subquery(), ""
)  # fmt: skip
ENTERED = (
    select(CheckInRow.visit_id, CheckInRow.agency_id, InspectorRow.name, BADGE.label("badge"))
    .join(InspectorRow, InspectorRow.id == CheckInRow.inspector_id)
    .join(VisitRow, VisitRow.id == CheckInRow.visit_id)
    .where(CheckInRow.visit_id.in_(THESE))
    .order_by(CheckInRow.received_at)
)
ANSWERED = (
    select(AnswerRow.visit_id, AnswerRow.agency_id, AnswerRow.item_id, AnswerRow.line, AnswerRow.inspector_id,
           AnswerRow.value)
    .where(AnswerRow.visit_id.in_(THESE))
    .order_by(AnswerRow.received_at, AnswerRow.dseq)
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Days, both included, and whose; everybody's without agencies."""

    since: date
    until: date
    agencies: frozenset[str] | None = None


def inspections(period: Period) -> Iterator[Inspection]:
    """Each item of each result of the period, in the order of days."""
    last: Sequence[Any] = ()
    while rows := ask(_next(period, last)).all():
        yield from _read(rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].visit_on, rows[-1].id


def _next(period: Period, last: Sequence[Any]) -> Select[Any]:
    wanted = RESULTS.where(ResultRow.visit_on.between(period.since, period.until)).limit(AT_ONCE)
    if period.agencies is not None:
        wanted = wanted.where(ResultRow.agency_id.in_(sorted(period.agencies)))
    if last:
        day, after = last
        later = or_(ResultRow.visit_on > day, and_(ResultRow.visit_on == day, ResultRow.id > after))
        wanted = wanted.where(later)
    return wanted


def _read(rows: Sequence[Any]) -> Iterator[Inspection]:
    visits = {"visits": sorted({row.visit_id for row in rows})}
    planned, entered, answered = (_grouped(ask(each, visits).all()) for each in (PLANNED, ENTERED, ANSWERED))
    for row in rows:
        key = row.visit_id, row.agency_id
        yield from _items(row, planned[key], entered[key], answered[key])


def _items(row: Any, planned: Sequence[Any], entered: Sequence[Any], answered: Sequence[Any]) -> Iterator[Inspection]:
    names = {each.item_id: each.name for each in planned} | {each["item"]: each["name"] for each in row.outcomes}
    outcomes = {each["item"]: Outcome(each["outcome"]) for each in row.outcomes}
    people = list(dict.fromkeys((each.name, each.badge) for each in entered))
    first = planned[0] if planned else None
    for item, name in names.items():
        yield Inspection(
            visit=row.visit_id, item=item, item_name=name, version=row.version,
            result=check_action.check_result(outcomes.get(item), _values(answered, item)), on=row.visit_on,
            agency_name=row.agency_name, agency_code=row.agency_code or "", enterprise=row.enterprise or "",
            credit_code=row.credit_code or "", registered=row.registered or "", operating=row.address or "",
            area=row.area or row.agency_area or "", people=people, special=_is_special(first),
            plan=(first.reference or "")[:50] if first and first.channel == Channel.ORDINARY else "",
        )  # fmt: skip


def _is_special(plan: Any) -> bool:
    """专项检查: what a superior body ordered; the national field has no word for an individual case (个案检查)."""
    return plan is not None and plan.cause == Cause.SUPERIOR_ORDER


def _values(answered: Sequence[Any], item: str) -> list[LineValue]:
    newest: Mapping[Of, str] = {(each.line, each.inspector_id): each.value for each in answered if each.item_id == item}
    return [LineValue(value) for value in newest.values()]


def _grouped(rows: Sequence[Any]) -> Mapping[Of, list[Any]]:
    grouped: dict[Of, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.visit_id, row.agency_id].append(row)
    return grouped
