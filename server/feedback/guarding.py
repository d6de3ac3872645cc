"""Nobody of the inspecting agency rates, on whatever account: not by his role, his browser or a passkey made in it."""

from datetime import timedelta

from sqlalchemy import select

from server import clock, trail
from server.accounts import networks
from server.accounts.browsers import Whence, was_used_by
from server.db import db, transaction
from server.planning.queries import standing_plans
from server.planning.tables import VisitRow
from server.policy import Actor
from server.refusals import (
    BROWSER_OF_INSPECTOR,
    INSPECTOR_MAY_NOT_RATE,
    NETWORK_OF_INSPECTOR,
    PASSKEY_OF_INSPECTOR,
    Reason,
    Refused,
)
from server.visits.tables import CheckInRow

LATELY = timedelta(days=30)
REFUSED = "rating.refused"
SAME_NETWORK = "rating.same_network"
REFUSALS = "rating_refusal"


def require_not_of_the_agency(visit: VisitRow, by: Actor, whence: Whence) -> None:
    """Refuses, and notes for the supervisor alone, what comes from the side that is rated."""
    agencies = inspecting(visit)
    reason = _reason(agencies, by, whence)
    if reason is None:
        return
    facts = {"reason": reason.code, "agencies": sorted(agencies), "browser": whence.browser}
    with transaction():
        trail.append(REFUSED, REFUSALS, visit.id, facts, account_id=by.account_id)
    raise Refused(reason)


def note_network(visit: VisitRow, by: Actor, network: str) -> None:
    """A rating from a network of the rated side is taken, for it may be the enterprise's own; it is noted."""
    agencies = inspecting(visit)
    if networks.was_used_by(agencies, network, clock.today() - LATELY):
        facts = {"reason": NETWORK_OF_INSPECTOR.code, "agencies": sorted(agencies), "network": network}
        trail.append(SAME_NETWORK, REFUSALS, visit.id, facts, account_id=by.account_id)


def inspecting(visit: VisitRow) -> set[str]:
    """The agencies that planned a visit or entered on it."""
    entered = db.session.scalars(select(CheckInRow.agency_id).where(CheckInRow.visit_id == visit.id))
    planned = {plan.agency_id for plan in standing_plans(visit)}
    return planned | set(entered) | ({visit.agency_id} if visit.agency_id else set())


def _reason(agencies: set[str], by: Actor, whence: Whence) -> Reason | None:
    if by.agencies or by.inspector_id is not None:
        return INSPECTOR_MAY_NOT_RATE
    if was_used_by(agencies, whence.browser, clock.now() - LATELY):
        return BROWSER_OF_INSPECTOR
    if whence.passkey_made_at and was_used_by(agencies, whence.passkey_made_in, whence.passkey_made_at - LATELY):
        return PASSKEY_OF_INSPECTOR
    return None
