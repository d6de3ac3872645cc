"""The leading agency moves a whole visit: at once where every member accepts the day, else when all have consented."""

from datetime import date
from typing import NamedTuple

from server import clock, trail
from server.db import db, transaction
from server.planning import commands, judging, moves, proposing, queries
from server.planning.rules import days_apart
from server.planning.tables import VisitRow
from server.planning.values import Visit
from server.planning.what_if import Proposal
from server.refusals import NOT_FOUND, VISIT_NOT_MOVABLE, Refused
from server.registry.tables import PremisesRow


class Moving(NamedTuple):
    """Whether the visit has moved, and the proposal its members were sent where it has not yet."""

    moved: bool
    proposal: str | None = None


def move_visit(visit_id: str, day: date, *, agency_id: str, account_id: str | None) -> Moving:
    """Moves a visit, or asks for the consent that the day needs."""
    with transaction():
        row, premises = one(visit_id)
        commands.lock_object(premises)
        _, settings = queries.settings_on(clock.today())
        visits, _ = judging.standing_visits(premises, settings, clock.now())
        visit = next((each for each in visits if each.id == visit_id), None)
        if visit is None:
            raise Refused(VISIT_NOT_MOVABLE if row.agency_id == agency_id else NOT_FOUND)
        moves.require_leading(visit, agency_id)
        moves.require_movable(visit)
        moves.require_day_to_come(day, clock.today())
        moves.require_outside_quiet_periods(visit, day, visits, settings)
        if moves.must_consent(visit, day, settings, agency_id):
            return Moving(False, asked(visit, day, premises, agency_id, account_id))
        keep_moved(visit, day, row, agency_id, account_id)
        return Moving(True)


def asked(visit: Visit, day: date, premises: PremisesRow, agency_id: str, account_id: str | None) -> str:
    """Sends the members a proposal; it is carried out when the last of them has consented."""
    reach = max(days_apart(plan.visit_on, day) for plan in visit.plans)
    proposal = Proposal(premises.id, day, (visit,))
    return proposing.send(proposal, reach=reach, agency_id=agency_id, account_id=account_id)


def keep_moved(visit: Visit, day: date, row: VisitRow, agency_id: str, account_id: str | None) -> None:
    """Keeps the visit on its new day, and leaves the trail entry."""
    before, row.visit_on = row.visit_on, day
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
