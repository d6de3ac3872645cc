"""What stands in the books about visits: the place and the plans that hold, read for many visits at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select

from server.db import ask
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow, PremisesRow
from server.visits.queries import in_order
from server.visits.rules import Planned
from server.vocabulary import PlanState

VISIT, PREMISES, ENTERPRISE = VisitRow.__table__, PremisesRow.__table__, EnterpriseRow.__table__
PLAN, AGENCY, INSPECTOR = PlanRow.__table__, AgencyRow.__table__, InspectorRow.__table__
ITEM, MEMBER = PlanItemRow.__table__, PlanTeamRow.__table__
THESE: Any = bindparam("visits", expanding=True)
HOLDS = PLAN.c.visit_id.in_(THESE), PLAN.c.state == PlanState.FILED

# The doors of the enterprise's other places: whoever scans one of them stands at the wrong one.
OTHER = PREMISES.alias("other_premises")
OTHER_DOORS = (
    select(func.aggregate_strings(OTHER.c.door_token, ","))
    .where(OTHER.c.enterprise_id == PREMISES.c.enterprise_id, OTHER.c.id != PREMISES.c.id, OTHER.c.ended_on.is_(None))
    .scalar_subquery()
    .label("other_doors")
)

# Plain columns, not objects: every push asks this of each of its visits.
VISITS = (
    select(
        VISIT.c.id, VISIT.c.visit_on, VISIT.c.state, VISIT.c.planned, VISIT.c.cause, VISIT.c.agency_id,
        VISIT.c.premises_id, PREMISES.c.number, PREMISES.c.name, PREMISES.c.address, PREMISES.c.door_token,
        PREMISES.c.enterprise_id, ENTERPRISE.c.name.label("enterprise_name"), ENTERPRISE.c.credit_code,
        ENTERPRISE.c.industry_name, ENTERPRISE.c.ended_on, OTHER_DOORS,
    )
    .outerjoin_from(VISIT, PREMISES, PREMISES.c.id == VISIT.c.premises_id)
    .outerjoin(ENTERPRISE, ENTERPRISE.c.id == PREMISES.c.enterprise_id)
    .where(VISIT.c.id.in_(THESE))
)  # fmt: skip
PLANS = (
    select(
        PLAN.c.visit_id, PLAN.c.id, PLAN.c.number, PLAN.c.agency_id, PLAN.c.channel, PLAN.c.cause, PLAN.c.visit_on,
        AGENCY.c.name.label("agency_name"), AGENCY.c.competence,
    )
    .join(AGENCY, AGENCY.c.id == PLAN.c.agency_id)
    .where(*HOLDS)
)  # fmt: skip
ITEMS = (
    select(ITEM.c.plan_id, ITEM.c.item_version_id)
    .join(PLAN, PLAN.c.id == ITEM.c.plan_id)
    .where(*HOLDS)
    .order_by(ITEM.c.position)
)
TEAMS = (
    select(
        MEMBER.c.plan_id, MEMBER.c.inspector_id, MEMBER.c.role, MEMBER.c.badge_number, INSPECTOR.c.name,
        INSPECTOR.c.agency_id,
    )
    .join(PLAN, PLAN.c.id == MEMBER.c.plan_id)
    .join(INSPECTOR, INSPECTOR.c.id == MEMBER.c.inspector_id)
    .where(*HOLDS)
    .order_by(MEMBER.c.position)
)  # fmt: skip


class Plan(NamedTuple):
    """A plan that holds, with the versions of its items and its team."""

    row: Any
    items: list[str]
    team: list[Any]


class Standing(NamedTuple):
    """A visit with its place, and its plans with the leading one first."""

    visit: Any
    plans: list[Plan]

    def as_planned(self) -> Planned:
        """What had been filed, for judging who entered."""
        team = frozenset(member.inspector_id for plan in self.plans for member in plan.team)
        return Planned(self.visit.visit_on, self.visit.credit_code, team, bool(self.plans))


def of_visits(visit_ids: Sequence[str]) -> list[Standing]:
    """What stands about each of these visits."""
    items, teams = _by_plan(ITEMS, visit_ids), _by_plan(TEAMS, visit_ids)
    plans: dict[str, list[Plan]] = defaultdict(list)
    for row in in_order(_read(PLANS, visit_ids)):
        plans[row.visit_id].append(Plan(row, [each.item_version_id for each in items[row.id]], teams[row.id]))
    return [Standing(visit, plans[visit.id]) for visit in _read(VISITS, visit_ids)]


def _by_plan(asked: Select[Any], visit_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in _read(asked, visit_ids):
        found[row.plan_id].append(row)
    return found


def _read(asked: Select[Any], visit_ids: Sequence[str]) -> Iterable[Any]:
    return ask(asked, {"visits": list(visit_ids)}).all()
