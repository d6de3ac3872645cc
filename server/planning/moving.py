"""The leading agency moves a whole visit: at once where every member accepts the day, else when all have consented."""

from datetime import date
from typing import NamedTuple

from server import clock, trail
from server.db import db, transaction
from server.planning import commands, judging, moves, proposing, queries, teams, what_if
from server.planning.rules import days_apart
from server.planning.tables import ProposalRow, VisitRow
from server.planning.values import Settings, Visit
from server.planning.what_if import Proposal
from server.refusals import NOT_FOUND, PROPOSAL_OUTDATED, VISIT_NOT_MOVABLE, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import ProposalState


class Moving(NamedTuple):
    """Whether the visit has moved, and the proposal its members were sent where it has not yet."""

    moved: bool
    proposal: str | None = None


class Standing(NamedTuple):
    """A visit that its lead may move, where it is, and everything that stands there."""

    visit: Visit
    row: VisitRow
    premises: PremisesRow
    visits: list[Visit]
    settings: Settings


def move_visit(visit_id: str, day: date, *, agency_id: str, account_id: str | None) -> Moving:
    """Moves a visit, or asks for the consent that the day needs."""
    with transaction():
        commands.lock_object(one(visit_id)[1])
        standing = movable(visit_id, agency_id)
        if must_consent(standing, day, agency_id):
            return Moving(False, asked(standing, day, agency_id, account_id))
        keep_moved(standing, day, agency_id, account_id)
        return Moving(True)


def join_visit(visit_id: str, day: date, *, agency_id: str, account_id: str | None) -> Moving:
    """Brings a visit together with the one that stands on a day near by; its members consent where they have to."""
    with transaction():
        commands.lock_object(one(visit_id)[1])
        visit, _, premises, visits, settings = movable(visit_id, agency_id)
        there = [other for other in visits if other.visit_on == day and other.id != visit_id]
        other = moves.to_join_instead(visit, there, settings, clock.now())
        if other is None or what_if.repeat_each_other(visit, [other]):
            raise Refused(PROPOSAL_OUTDATED)
        sent = proposed(premises, day, (visit, other), agency_id, account_id)
        state = db.session.get_one(ProposalRow, sent).state
        return Moving(state == ProposalState.DONE, sent)


def movable(visit_id: str, agency_id: str) -> Standing:
    """A visit that its leading agency may move; refused to anybody else and for any other visit."""
    row, premises = one(visit_id)
    _, settings = queries.settings_on(clock.today())
    visits, _ = judging.standing_visits(premises, settings, clock.now())
    visit = next((each for each in visits if each.id == visit_id), None)
    if visit is None:
        raise Refused(VISIT_NOT_MOVABLE if row.agency_id == agency_id else NOT_FOUND)
    moves.require_leading(visit, agency_id)
    moves.require_movable(visit)
    return Standing(visit, row, premises, visits, settings)


def must_consent(standing: Standing, day: date, agency_id: str) -> tuple[str, ...]:
    """Whose consent a day needs: who does not accept it, or could not come as things stand; refused if it cannot be."""
    visit, row, _, visits, settings = standing
    moves.require_day_to_come(day, clock.today())
    moves.require_another_day(visit, day)
    moves.require_outside_quiet_periods(visit, day, visits, settings, clock.now())
    plans = queries.standing_plans(row)
    for plan in plans:
        if plan.agency_id == agency_id:
            teams.require_can_come(plan, day)
    held_up = {plan.agency_id for plan in plans if plan.agency_id != agency_id and not teams.can_come(plan, day)}
    return tuple(sorted({*moves.must_consent(visit, day, settings, agency_id), *held_up}))


def asked(standing: Standing, day: date, agency_id: str, account_id: str | None) -> str:
    """Sends the members a proposal; it is carried out when the last of them has consented."""
    return proposed(standing.premises, day, (standing.visit,), agency_id, account_id)


def proposed(
    premises: PremisesRow, day: date, visits: tuple[Visit, ...], agency_id: str, account_id: str | None
) -> str:
    """Proposes a day for these visits, as far from what was asked as it is."""
    reach = max(days_apart(plan.visit_on, day) for visit in visits for plan in visit.plans)
    return proposing.send(Proposal(premises.id, day, visits), reach=reach, agency_id=agency_id, account_id=account_id)


def keep_moved(standing: Standing, day: date, agency_id: str, account_id: str | None) -> None:
    """Keeps the visit on its new day, and leaves the trail entry."""
    visit, row = standing.visit, standing.row
    before = row.visit_on
    commands.keep_visit(moves.moved(visit, day))
    facts = {"visit_on": day, "before": before}
    trail.append("visit.moved", "visit", visit.id, facts, account_id=account_id, agency_id=agency_id)


def members(visit_id: str) -> set[str]:
    """The agencies whose plans a visit holds."""
    row, _ = one(visit_id)
    return {plan.agency_id for plan in queries.standing_plans(row)} | {row.agency_id or ""}


def one(visit_id: str) -> tuple[VisitRow, PremisesRow]:
    """A planned visit and where it is; refused when there is none."""
    row = db.session.get(VisitRow, visit_id)
    if row is None or row.premises is None:
        raise Refused(NOT_FOUND)
    return row, row.premises
