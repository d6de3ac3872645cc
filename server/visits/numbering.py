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
    acts = [_counted(visit) for visit in sorted(begun, key=_order) if visit.premises]
    if acts:
        trail.append_all(acts)


def _order(visit: VisitRow) -> tuple[str, str]:
    return visit.premises.enterprise_id if visit.premises else "", visit.id


def _counted(visit: VisitRow) -> Act:
    assert visit.premises is not None
    enterprise = visit.premises.enterprise_id
    visit.ordinal = next_number(f"visits of {enterprise}")
    return Act(COUNTED, "visit", visit.id, {"enterprise": enterprise, "number": visit.ordinal})
