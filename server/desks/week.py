"""An agency's week: what it has planned on each of seven days, with whom, about what, and how it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select

from server.db import ask
from server.planning.tables import STANDS, PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow, ItemVersionRow, PremisesRow
from server.vocabulary import Cause, VisitState, Window

DAYS = 7
SHOWN_A_DAY = 12
MOST_A_DAY = 500
TIMES = {Window.MORNING: 0, Window.AFTERNOON: 1, Window.WHOLE_DAY: 2}
THESE: Any = bindparam("plans", expanding=True)
PLANNED = (
    select(PlanRow.id, PlanRow.visit_id, PlanRow.stands_on, PlanRow.window, PlanRow.number)
    .where(
        PlanRow.agency_id.in_(bindparam("agencies", expanding=True)), STANDS,
        PlanRow.stands_on.between(bindparam("first"), bindparam("last")),
    )
)  # fmt: skip
SHOWN = (
    select(
        PlanRow.id, PlanRow.visit_id, PlanRow.window, PlanRow.cause, VisitRow.state, EnterpriseRow.name,
        PremisesRow.sub_district,
    )
    .join(VisitRow, VisitRow.id == PlanRow.visit_id)
    .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
    .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(PlanRow.id.in_(THESE))
)  # fmt: skip
TEAMS = (
    select(PlanTeamRow.plan_id, InspectorRow.name)
    .join(InspectorRow, InspectorRow.id == PlanTeamRow.inspector_id)
    .where(PlanTeamRow.plan_id.in_(THESE))
    .order_by(PlanTeamRow.position)
)
ITEMS = (
    select(PlanItemRow.plan_id, ItemVersionRow.name)
    .join(ItemVersionRow, ItemVersionRow.id == PlanItemRow.item_version_id)
    .where(PlanItemRow.plan_id.in_(THESE))
    .order_by(PlanItemRow.position)
)
# A covert plan never shares a visit; should one ever, nobody else is told of it.
OTHERS = (
    select(PlanRow.visit_id, AgencyRow.short_name)
    .join(AgencyRow, AgencyRow.id == PlanRow.agency_id)
    .where(
        PlanRow.visit_id.in_(bindparam("visits", expanding=True)), STANDS,
        PlanRow.agency_id.not_in(bindparam("agencies", expanding=True)),
        or_(PlanRow.cause.is_(None), PlanRow.cause != Cause.COVERT),
    )
    .order_by(PlanRow.number)
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """One of the agency's plans as its day shows it."""

    plan: str
    enterprise: str
    sub_district: str
    state: VisitState
    window: Window | None
    cause: Cause | None
    team: Sequence[str] = ()
    items: Sequence[str] = ()
    together: Sequence[str] = ()


@dataclass(frozen=True)
class Day:
    """A day with the plans shown on it, and how many it has."""

    on: date
    plans: Sequence[Planned]
    total: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.total - len(self.plans)


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def week(agencies: Collection[str], first: date, days: int = DAYS, shown: int = SHOWN_A_DAY) -> list[Day]:
    """The days from the first on; of each the plans of these agencies in the order of the day."""
    found = _planned(agencies, first, first + timedelta(days=days - 1))
    told = _told([each for plans in found.values() for each in plans[:shown]], agencies)
    every = [first + timedelta(days=number) for number in range(days)]
    return [Day(on, [told[each.id] for each in found[on][:shown]], len(found[on])) for on in every]


def counts(agencies: Collection[str], first: date, days: int = DAYS) -> list[int]:
    """How many plans of these agencies stand on each day."""
    found = _planned(agencies, first, first + timedelta(days=days - 1))
    return [len(found[first + timedelta(days=number)]) for number in range(days)]


def _planned(agencies: Collection[str], first: date, last: date) -> Mapping[date, list[Any]]:
    rows = ask(PLANNED, {"agencies": sorted(agencies), "first": first, "last": last}).all() if agencies else []
    by_day: dict[date, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (TIMES.get(row.window, 3), abs(row.number))):
        by_day[row.stands_on].append(row)
    return by_day


def _told(rows: Sequence[Any], agencies: Collection[str]) -> dict[str, Planned]:
    if not rows:
        return {}
    plans, visits = [row.id for row in rows], sorted({row.visit_id for row in rows})
    teams, items = _grouped(ask(TEAMS, {"plans": plans})), _grouped(ask(ITEMS, {"plans": plans}))
    others = _grouped(ask(OTHERS, {"visits": visits, "agencies": sorted(agencies)}))
    return {
        row.id: replace(_plain(row), team=teams[row.id], items=items[row.id], together=_once(others[row.visit_id]))
        for row in ask(SHOWN, {"plans": plans})
    }


def _plain(row: Any) -> Planned:
    return Planned(
        row.id, row.name, row.sub_district, VisitState(row.state), Window(row.window) if row.window else None,
        Cause(row.cause) if row.cause else None,
    )  # fmt: skip


def _grouped(rows: Iterable[Sequence[Any]]) -> Mapping[str, list[str]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for key, name in rows:
        grouped[key].append(name)
    return grouped


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
