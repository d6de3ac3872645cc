"""Which days of coming plans deserve a closer look at their teams: a wide net, cast in a third of the time."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import bindparam, literal_column, select

from server.db import ask
from server.planning import admission
from server.planning.tables import PlanRow, PlanTeamRow
from server.registry.rules import stands
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import PlanState, TeamRole

PLAN, MEMBER = PlanRow.__table__, PlanTeamRow.__table__
INSPECTOR, BADGE = InspectorRow.__table__.c, BadgeRow.__table__.c
THESE: Any = bindparam("inspectors", expanding=True)
# Without the visits, whose rows lie far apart: whether one is over already is looked at later, for the few that matter.
EXPECTED = (
    select(
        PLAN.c.id, PLAN.c.agency_id, PLAN.c.stands_on, PLAN.c.premises_id, PLAN.c.window, MEMBER.c.inspector_id,
        MEMBER.c.role,
    )
    .select_from(PLAN.outerjoin(MEMBER, MEMBER.c.plan_id == PLAN.c.id))
    .where(
        PLAN.c.agency_id.in_(bindparam("agencies", expanding=True)),
        PLAN.c.state == literal_column(f"'{PlanState.FILED}'"),
        PLAN.c.stands_on.between(bindparam("first"), bindparam("last")),
    )
)  # fmt: skip
SERVING = select(INSPECTOR.id, INSPECTOR.agency_id, INSPECTOR.ended_on).where(INSPECTOR.id.in_(THESE))
BADGES = select(BADGE.inspector_id, BADGE.valid_from, BADGE.valid_until).where(BADGE.inspector_id.in_(THESE))


class Service(NamedTuple):
    """Whom somebody serves, until when, and with which badges."""

    agency: str
    ended_on: date | None
    badges: Sequence[Any]

    def may_inspect(self, agency: str, day: date) -> bool:
        """Whether he can go for this agency on this day."""
        serves = self.agency == agency and (self.ended_on is None or stands(self.ended_on, day))
        return serves and any(each.valid_from <= day <= each.valid_until for each in self.badges)


def days(agency_ids: Collection[str], first: date, last: date) -> set[date]:
    """The days on which some team of these agencies may be too small, unfit, or expected in two places."""
    rows = ask(EXPECTED, {"agencies": sorted(agency_ids), "first": first, "last": last}).all() if agency_ids else []
    return _too_few(rows) | _unfit(rows) | _in_two_places(rows)


def _too_few(rows: Iterable[Any]) -> set[date]:
    days = {row.id: row.stands_on for row in rows}
    inspectors = Counter(row.id for row in rows if row.role == TeamRole.INSPECTOR)
    return {day for plan, day in days.items() if inspectors[plan] < admission.SMALLEST_TEAM}


def _unfit(rows: Iterable[Any]) -> set[date]:
    going = {(row.inspector_id, row.agency_id, row.stands_on) for row in rows if row.role == TeamRole.INSPECTOR}
    services = _services({inspector for inspector, _, _ in going})
    return {day for inspector, agency, day in going if not services[inspector].may_inspect(agency, day)}


def _in_two_places(rows: Iterable[Any]) -> set[date]:
    """Nobody is in two places unless one of them has a time of its own."""
    timed = {(row.inspector_id, row.stands_on) for row in rows if row.window and row.inspector_id}
    places = defaultdict(set)
    for row in rows if timed else ():
        places[row.inspector_id, row.stands_on].add(row.premises_id)
    return {day for who, day in timed if len(places[who, day]) > 1}


def _services(inspectors: Collection[str]) -> Mapping[str, Service]:
    asked, badges = {"inspectors": sorted(inspectors)}, defaultdict[str, list[Any]](list)
    for badge in ask(BADGES, asked) if inspectors else ():
        badges[badge.inspector_id].append(badge)
    serving = ask(SERVING, asked) if inspectors else ()
    return {row.id: Service(row.agency_id, row.ended_on, badges[row.id]) for row in serving}
