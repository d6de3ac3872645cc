"""Which teams of visits to come cannot go as they stand: a badge that runs out before, two places at once, too few."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import exists, literal_column, select

from server.db import db
from server.planning import admission, rules, windows
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import PlanState, TeamRole, VisitState, Window


class TeamTrouble(StrEnum):
    """Why a team cannot go as it stands."""

    BADGE = "badge"
    TWO_PLACES = "two_places"
    TOO_FEW = "too_few"


class Place(NamedTuple):
    """One person expected at one place on a day; nobody where a plan has lost its whole team."""

    plan: str
    premises: str
    visit_on: date
    state: str
    window: str | None
    inspector: str | None
    name: str | None
    role: str | None
    valid: bool

    @property
    def time(self) -> Window | None:
        return Window(self.window) if self.window else None


class Trouble(NamedTuple):
    """What is wrong with a team, and with whom."""

    kind: TeamTrouble
    name: str
    visit_on: date


def found_on(agency_ids: Collection[str], days: Collection[date]) -> dict[str, list[Trouble]]:
    """The plans of these agencies on some days whose team has to be changed, by their ids, the earliest day first."""
    places = places_of(agency_ids, days)
    teams, at = defaultdict[str, list[Place]](list), defaultdict[tuple[str | None, date], list[Place]](list)
    for place in places:
        teams[place.plan].append(place)
        at[place.inspector, place.visit_on].append(place)
    troubles = {plan: [*too_few(team), *unfit(team), *busy(team, at)] for plan, team in teams.items()}
    return {plan: wrong for plan, wrong in troubles.items() if wrong and teams[plan][0].state == VisitState.OPEN}


def too_few(team: list[Place]) -> Iterable[Trouble]:
    """Fewer than two inspectors are left."""
    if sum(each.role == TeamRole.INSPECTOR for each in team) < admission.SMALLEST_TEAM:
        yield Trouble(TeamTrouble.TOO_FEW, "", team[0].visit_on)


def unfit(team: list[Place]) -> Iterable[Trouble]:
    """Whose badge is not valid on the day, or who serves the agency no more."""
    for each in team:
        if each.role == TeamRole.INSPECTOR and not each.valid:
            yield Trouble(TeamTrouble.BADGE, each.name or "", each.visit_on)


def busy(team: list[Place], at: dict[tuple[str | None, date], list[Place]]) -> Iterable[Trouble]:
    """Who is expected elsewhere at a time that overlaps."""
    for each in team:
        others = [other.time for other in at[each.inspector, each.visit_on] if other.premises != each.premises]
        if each.inspector and not windows.fits(each.time, others):
            yield Trouble(TeamTrouble.TWO_PLACES, each.name or "", each.visit_on)


def places_of(agency_ids: Collection[str], days: Collection[date]) -> list[Place]:
    """Where the people of these agencies are expected on some days."""
    if not days:
        return []
    valid = exists().where(
        BadgeRow.inspector_id == PlanTeamRow.inspector_id,
        BadgeRow.valid_from <= VisitRow.visit_on,
        BadgeRow.valid_until >= VisitRow.visit_on,
    )
    serves = (InspectorRow.agency_id == PlanRow.agency_id) & (
        InspectorRow.ended_on.is_(None) | (InspectorRow.ended_on > VisitRow.visit_on)
    )
    filed = PlanRow.state == literal_column(f"'{PlanState.FILED}'")  # Bound, it would not be served by the index.
    rows = db.session.execute(
        select(
            PlanRow.id, PlanRow.premises_id, VisitRow.visit_on, VisitRow.state, PlanRow.window,
            PlanTeamRow.inspector_id, InspectorRow.name, PlanTeamRow.role, valid & serves,
        )
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .outerjoin(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
        .outerjoin(InspectorRow, InspectorRow.id == PlanTeamRow.inspector_id)
        .where(
            PlanRow.agency_id.in_(agency_ids), filed, PlanRow.stands_on.in_(days),
            VisitRow.state.in_(rules.UNFINISHED),
        )
        .order_by(VisitRow.visit_on, PlanRow.id, PlanTeamRow.position)
    )  # fmt: skip
    return [Place(*row) for row in rows]
