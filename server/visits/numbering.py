"""检查次数: each visit that begins takes its enterprise's next number, so that one kept from it leaves a hole."""

from collections.abc import Iterable

from server import trail
from server.db import next_number
from server.planning.tables import VisitRow
from server.trail import Act, Operation
from server.visits.at_hand import AtHand

COUNTED = "visit.counted"


def number(operations: Iterable[Operation], at_hand: AtHand) -> None:
    """Counts the visits that a batch began, in one order of enterprises, for each holds its own count."""
    entered = {each.entity_id for each in operations if each.kind == "visit.opened" and at_hand.knows(each.entity_id)}
    begun = [visit for visit in map(at_hand.visit, entered) if visit.started_at and visit.ordinal is None]
    of = {visit.id: at_hand.planned(visit).visit.enterprise_id for visit in begun if visit.premises_id}
    places = sorted((enterprise, visit) for visit, enterprise in of.items())
    numbers = [next_number(f"visits of {enterprise}") for enterprise, _ in places]  # all before a visit has changed
    acts = [_counted(at_hand.visit(visit), of[visit], n) for (_, visit), n in zip(places, numbers, strict=True)]
    if acts:
        trail.append_all(acts)


def _counted(visit: VisitRow, enterprise: str, number: int) -> Act:
    visit.ordinal = number
    return Act(COUNTED, "visit", visit.id, {"enterprise": enterprise, "number": number})
