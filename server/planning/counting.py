"""Counts the visits of an enterprise that an agency may know of, against the jurisdiction's limits."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from server.db import ask
from server.planning import frequency, history
from server.planning.frequency import Count, Limits, Seen
from server.planning.queries import HELD
from server.planning.rules import Period
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.values import NewPlan
from server.registry.tables import PremisesRow
from server.vocabulary import Cause, Channel, PlanState, TeamRole, VisitState

# The plans of visits that stand, but other agencies' sealed ones; of the own ones with their items.
OWN = PlanRow.agency_id == bindparam("agency")
UNSEALED = or_(PlanRow.cause.is_(None), PlanRow.cause != Cause.COVERT, VisitRow.state != VisitState.OPEN)
SEEN = (
    select(
        PremisesRow.enterprise_id, VisitRow.id, VisitRow.visit_on, VisitRow.agency_id,
        PlanRow.id, PlanRow.agency_id, PlanRow.channel, PlanRow.cause, PlanItemRow.item_id,
    )
    .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .outerjoin(PlanRow, (PlanRow.visit_id == VisitRow.id) & (PlanRow.state == PlanState.FILED))
    .outerjoin(PlanItemRow, (PlanItemRow.plan_id == PlanRow.id) & OWN)
    .where(
        PremisesRow.enterprise_id.in_(bindparam("enterprises", expanding=True)),
        HELD,
        VisitRow.visit_on.between(bindparam("first"), bindparam("last")),
        or_(PlanRow.id.is_(None), OWN, UNSEALED),
    )
)  # fmt: skip


def counts(
    new: NewPlan, agency_id: str, enterprise_id: str, day: date, *,
    joins: str | None, limits: Limits, item_caps: dict[str, int], but: str = "",
) -> list[Count]:  # fmt: skip
    """The caps that apply with where they stand, and the alarms that a visit on the day would set off."""
    cause = new.cause if new.channel is Channel.GREEN else None
    this = Seen(joins or "", day, agency_id, new.channel, cause, frozenset(new.items))
    year = frequency.calendar_span("year", day)
    seen = seen_at(enterprise_id, days_counted(day, day, limits), agency_id, but)
    team = [inspector for inspector, role in new.team if role is TeamRole.INSPECTOR]
    most = min((alarm.most for alarm in limits.alarms if alarm.clean), default=len(seen))
    # Nobody has made more clean visits than there were visits, which are at hand.
    wanted = team and frequency.visits(each for each in seen if each.visit_on in year) > most
    clean = history.clean_visits(team, enterprise_id, year) if wanted else {}
    return [
        *frequency.caps(this, seen, limits.yearly_cap, item_caps),
        *frequency.alarms(this, seen, limits.alarms),
        *frequency.series(clean, limits.alarms),
    ]


def days_counted(first: date, last: date, limits: Limits) -> Period:
    """The days whose visits can count towards a limit for visits between two days: whole years, and every alarm's."""
    reach = timedelta(days=max([alarm.days for alarm in limits.alarms], default=0) + 7)
    years = [frequency.calendar_span("year", day) for day in (first, last)]
    return Period(min(years[0].first, first - reach), max(years[1].last, last + reach))


def seen_at(enterprise_id: str, days: Period, agency_id: str, but: str = "") -> list[Seen]:
    """The plans of visits that stand at an enterprise but one; other agencies' sealed ones are left out."""
    return [seen for _, plan_id, seen in seen_by_plan([enterprise_id], days, agency_id) if plan_id != but]


def seen_by_plan(enterprise_ids: Collection[str], days: Period, agency_id: str) -> list[tuple[str, str | None, Seen]]:
    """The plans of visits that stand at these enterprises, each with its enterprise and its id."""
    asked = {"enterprises": list(enterprise_ids), "agency": agency_id, "first": days.first, "last": days.last}
    items: dict[tuple[Any, ...], set[str]] = {}
    for *plan, item in ask(SEEN, asked):
        items.setdefault(tuple(plan), set()).update({item} if item else ())
    return [
        (enterprise, plan_id, Seen(
            visit, visit_on, planner or lead, Channel(channel) if channel else None, Cause(cause) if cause else None,
            frozenset(codes),
        ))
        for (enterprise, visit, visit_on, lead, plan_id, planner, channel, cause), codes in items.items()
    ]  # fmt: skip
