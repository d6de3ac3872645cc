"""Loads what a filing is judged by and asks the rules: filing and preview go through here alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.clock import local_day
from server.planning import admission, bookings, effects, merging, queries
from server.planning.admission import Item, Member
from server.planning.basis import Basis
from server.planning.place import Place, place_of
from server.planning.values import Decision, NewPlan, Plan, Settings, Visit
from server.refusals import UNKNOWN_ENTERPRISE, Refused
from server.vocabulary import TeamRole


class Registry(Protocol):
    """Who knows agencies, their items and their people: the database, or what was read of it for a whole file."""

    def agency(self, agency_id: str, /) -> admission.Agency: ...

    def items_on(self, codes: Iterable[str], day: date, /) -> dict[str, Item]: ...

    def team_of(self, agency_id: str, named: Iterable[tuple[str, TeamRole]], day: date, /) -> list[Member]: ...


@dataclass(frozen=True)
class Judgement:
    """A decision and everything it was judged by."""

    plan: Plan
    decision: Decision
    at: datetime
    items: dict[str, Item]
    team: list[Member]
    visits: list[Visit]
    lapsed: list[Visit]
    basis: Basis


def judge(new: NewPlan, plan: Plan, basis: Basis, at: datetime) -> Judgement:
    """What becomes of a plan filed at a moment; refuses what it should have brought and did not."""
    premises = basis.premises
    items, team = admitted(new, plan.agency, premises, at, basis.registry)
    visits, lapsed = standing_visits(premises, basis.settings, at)
    decision = merging.decide(plan, visits, basis.settings, at)
    if decision.visit_on:
        admission.require_team(team, decision.visit_on)
        bookings.require_free(new.window, team, decision.visit_on, premises, plan.agency)
    return Judgement(plan, decision, at, items, team, visits, lapsed, basis)


def admitted(
    new: NewPlan, agency_id: str, premises: Place, at: datetime, registry: Registry
) -> tuple[dict[str, Item], list[Member]]:
    """The items and the team of a plan that brought everything it needs."""
    admission.require_day(new, local_day(at))
    agency = registry.agency(agency_id)
    admission.require_agency_stands(agency, new.visit_on)
    for ended_on in (premises.enterprise.ended_on, premises.ended_on):
        admission.require_standing(ended_on, new.visit_on)
    admission.require_reference(new)
    admission.require_item_count(new.items)
    items = registry.items_on(new.items, new.visit_on)
    admission.require_items(new.items, items, agency)
    team = registry.team_of(agency_id, new.team, new.visit_on)
    admission.require_known((inspector_id for inspector_id, _ in new.team), team)
    admission.require_team(team, new.visit_on)
    return items, team


def standing_visits(premises: Place, settings: Settings, at: datetime) -> tuple[list[Visit], list[Visit]]:
    """The visits of the object that stand, and those that lapsed without anybody having noted it yet."""
    visits = queries.visits_of(premises, settings, local_day(at))
    lapsed = effects.lapsed(visits, local_day(at))
    gone = {visit.id for visit in lapsed}
    return [visit for visit in visits if visit.id not in gone], lapsed


def premises_for(new: NewPlan) -> Place:
    """The premises a plan is for."""
    premises = place_of(new.credit_code, new.premises)
    if premises is None:
        raise Refused(UNKNOWN_ENTERPRISE)
    return premises
