"""Counts the visits of an enterprise that an agency may know of, against the jurisdiction's limits."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import or_, select

from server.db import db
from server.planning import frequency, history, queries, rules
from server.planning.frequency import Count, Limits, Seen
from server.planning.rules import Period
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan
from server.registry.tables import PremisesRow, SettingVersionRow
from server.vocabulary import Cause, Channel, PlanState, TeamRole, VisitState


def limits_on(setting_version: int | None) -> Limits:
    """The limits that a version of the settings holds; the defaults where nobody set any."""
    row = db.session.get(SettingVersionRow, setting_version) if setting_version else None
    return frequency.limits_from(row.values.get("frequency", {})) if row else Limits()


def counts(
    new: NewPlan, agency_id: str, enterprise_id: str, day: date, *,
    joins: str | None, limits: Limits, item_caps: dict[str, int], but: str = "",
) -> list[Count]:  # fmt: skip
    """The caps that apply with where they stand, and the alarms that a visit on the day would set off."""
    cause = new.cause if new.channel is Channel.GREEN else None
    this = Seen(joins or "", day, agency_id, new.channel, cause, frozenset(new.items))
    year = frequency.calendar_span("year", day)
    reach = timedelta(days=max([alarm.days for alarm in limits.alarms], default=0) + 7)
    seen = seen_at(enterprise_id, Period(min(year.first, day - reach), max(year.last, day + reach)), agency_id, but)
    team = [inspector for inspector, role in new.team if role is TeamRole.INSPECTOR]
    wanted = team and any(alarm.clean for alarm in limits.alarms)
    clean = history.clean_visits(team, enterprise_id, year) if wanted else {}
    return [
        *frequency.caps(this, seen, limits.yearly_cap, item_caps),
        *frequency.alarms(this, seen, limits.alarms),
        *frequency.series(clean, limits.alarms),
    ]


def seen_at(enterprise_id: str, days: Period, agency_id: str, but: str = "") -> list[Seen]:
    """The plans of visits that stand at an enterprise but one; other agencies' sealed ones are left out."""
    unsealed = or_(PlanRow.cause.is_(None), PlanRow.cause != Cause.COVERT, VisitRow.state != VisitState.OPEN)
    rows = db.session.execute(
        select(
            VisitRow.id, VisitRow.visit_on, VisitRow.agency_id,
            PlanRow.id, PlanRow.agency_id, PlanRow.channel, PlanRow.cause,
        )
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .outerjoin(PlanRow, (PlanRow.visit_id == VisitRow.id) & (PlanRow.state == PlanState.FILED))
        .where(
            PremisesRow.enterprise_id == enterprise_id,
            VisitRow.state.in_(rules.HELD),
            VisitRow.visit_on.between(days.first, days.last),
            or_(PlanRow.id.is_(None), PlanRow.agency_id == agency_id, unsealed),
        )
    ).all()  # fmt: skip
    items = _items([row[3] for row in rows if row[3] and row[4] == agency_id])
    return [
        Seen(
            visit, visit_on, planner or lead, Channel(channel) if channel else None, Cause(cause) if cause else None,
            frozenset(items.get(plan_id, ())),
        )
        for visit, visit_on, lead, plan_id, planner, channel, cause in rows
        if plan_id != but
    ]  # fmt: skip


def _items(plan_ids: Collection[str]) -> dict[str, set[str]]:
    return queries.item_codes_of(list(plan_ids)) if plan_ids else defaultdict(set)
