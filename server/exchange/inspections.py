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
from server.planning.tables import PlanItemRow, PlanRow
from server.registry.tables import AgencyRow, BadgeRow, EnterpriseRow, InspectorRow, ItemVersionRow, PremisesRow
from server.visits.tables import AnswerRow, CheckInRow, ResultRow
from server.vocabulary import Cause, Channel, LineValue, Outcome, PlanState, ResultOrigin, ResultState

AT_ONCE = 300
Of = tuple[str, str]
THESE: Any = bindparam("visits", expanding=True)
NEWER, REGISTERED = aliased(ResultRow), aliased(PremisesRow)
NEWEST = ~select(NEWER.id).where(
    NEWER.visit_id == ResultRow.visit_id, NEWER.agency_id == ResultRow.agency_id, NEWER.version > ResultRow.version,
    NEWER.state == ResultState.SIGNED,
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
    .where(NEWEST, ResultRow.state == ResultState.SIGNED, ResultRow.origin != ResultOrigin.WITHDRAWN)
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
ENTERED = (
    select(CheckInRow.visit_id, CheckInRow.agency_id, CheckInRow.inspector_id, CheckInRow.present)
    .where(CheckInRow.visit_id.in_(THESE))
    .order_by(CheckInRow.received_at)
)
PEOPLE = (
    select(InspectorRow.id, InspectorRow.name, InspectorRow.agency_id, BadgeRow.number, BadgeRow.valid_from)
    .outerjoin(BadgeRow, BadgeRow.inspector_id == InspectorRow.id)
    .where(InspectorRow.id.in_(bindparam("people", expanding=True)))
    .order_by(BadgeRow.valid_until)
)
ANSWERED = (
    select(AnswerRow.visit_id, func.coalesce(AnswerRow.counts_for, AnswerRow.agency_id).label("agency_id"),
           AnswerRow.item_id, AnswerRow.line, AnswerRow.inspector_id, AnswerRow.value)
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
    known = _people({one for came in entered.values() for each in came for one in _came(each)})
    for row in rows:
        key = row.visit_id, row.agency_id
        people = [_badged(known[one], row) for each in entered[key] for one in _came(each) if one in known]
        yield from _items(row, planned[key], [each for each in people if each], answered[key])


def _came(check_in: Any) -> list[str]:
    """Whoever scanned, and who he said had come with him."""
    return [check_in.inspector_id, *check_in.present]


def _people(ids: set[str]) -> Mapping[str, list[Any]]:
    known: dict[str, list[Any]] = defaultdict(list)
    for row in ask(PEOPLE, {"people": sorted(ids)}) if ids else ():
        known[row.id].append(row)
    return known


def _badged(badges: Sequence[Any], result: Any) -> tuple[str, str] | None:
    """The agency's own person with the badge he held that day."""
    held = [each.number for each in badges if each.valid_from and each.valid_from <= result.visit_on]
    own = badges[0].agency_id == result.agency_id
    return (badges[0].name, held[-1] if held else "") if own else None


def _items(
    row: Any, planned: Sequence[Any], people: Sequence[tuple[str, str]], answered: Sequence[Any]
) -> Iterator[Inspection]:
    names = {each.item_id: each.name for each in planned} | {each["item"]: each["name"] for each in row.outcomes}
    outcomes = {each["item"]: Outcome(each["outcome"]) for each in row.outcomes}
    first = planned[0] if planned else None
    for item, name in names.items():
        yield Inspection(
            visit=row.visit_id, item=item, item_name=name, version=row.version,
            result=check_action.check_result(outcomes.get(item), _values(answered, item)), on=row.visit_on,
            agency_name=row.agency_name, agency_code=row.agency_code or "", enterprise=row.enterprise or "",
            credit_code=row.credit_code or "", registered=row.registered or "", operating=row.address or "",
            area=row.area or row.agency_area or "", people=list(dict.fromkeys(people)), special=_is_special(first),
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
