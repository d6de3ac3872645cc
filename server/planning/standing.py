"""The visits that stand in a period, object by object, for comparing what they could come down to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from server import clock
from server.db import db
from server.planning import queries, rules
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.values import Plan, Settings, Visit
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import Cause, PlanState, VisitState

Places = dict[str, list[Visit]]


@dataclass(frozen=True)
class Where:
    """A period, and the agency or the enterprise it is looked at for; with neither the whole district."""

    since: date
    until: date
    agency: str | None = None
    credit_code: str | None = None


def places(where: Where, settings: Settings) -> Places:
    """The visits of the period by object. Covert plans are left out: they never merge, and nobody may infer them."""
    place = _place(settings)
    founder = aliased(PlanRow)
    found = select(place, VisitRow, founder.number, PlanRow).join(founder, founder.id == VisitRow.founding_plan_id)
    items = _items(where, place)
    grouped: dict[str, dict[str, tuple[VisitRow, int, list[Plan]]]] = defaultdict(dict)
    for key, visit, number, plan in db.session.execute(_within(found, where, place).order_by(PlanRow.number)):
        _, _, plans = grouped[key].setdefault(visit.id, (visit, number, []))
        plans.append(queries.as_plan(plan, items.get(plan.id, ())))
    today = clock.today()
    built = {key: [_visit(*each) for each in visits.values()] for key, visits in grouped.items()}
    return {key: [each for each in visits if not rules.has_lapsed(each, today)] for key, visits in built.items()}


def objects_named(visit_ids: Sequence[str]) -> dict[str, PremisesRow]:
    """The premises of these visits."""
    named = select(VisitRow.id, PremisesRow).join(PremisesRow).where(VisitRow.id.in_(visit_ids))
    return dict(db.session.execute(named).all())


def _visit(row: VisitRow, number: int, plans: list[Plan]) -> Visit:
    return Visit(row.id, row.visit_on, number, tuple(plans), VisitState(row.state))


def _place(settings: Settings) -> Any:
    return PremisesRow.enterprise_id if settings.object_scope == "entity" else VisitRow.premises_id


def _within(found: Any, where: Where, place: Any) -> Any:
    found = found.join(PlanRow, PlanRow.visit_id == VisitRow.id).join(
        PremisesRow, PremisesRow.id == VisitRow.premises_id
    )
    found = found.where(*_standing(where))
    if where.credit_code:
        found = found.join(EnterpriseRow).where(EnterpriseRow.credit_code == where.credit_code)
    if where.agency:
        own = select(place).select_from(VisitRow).join(PlanRow, PlanRow.visit_id == VisitRow.id).join(PremisesRow)
        found = found.where(place.in_(own.where(*_standing(where), PlanRow.agency_id == where.agency)))
    return found


def _standing(where: Where) -> tuple[ColumnElement[bool], ...]:
    return (
        VisitRow.visit_on.between(where.since, where.until),
        VisitRow.state.in_(rules.HELD),
        PlanRow.state == PlanState.FILED,
        PlanRow.cause.is_(None) | (PlanRow.cause != Cause.COVERT),
    )


def _items(where: Where, place: Any) -> dict[str, set[str]]:
    asked = select(PlanItemRow.plan_id, PlanItemRow.item_id).select_from(VisitRow)
    named = _within(asked, where, place)
    codes: dict[str, set[str]] = defaultdict(set)
    for plan_id, code in db.session.execute(named.join(PlanItemRow, PlanItemRow.plan_id == PlanRow.id)):
        codes[plan_id].add(code)
    return codes
