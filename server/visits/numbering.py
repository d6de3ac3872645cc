"""检查次数: each visit that begins takes its enterprise's next number, so that one kept from it leaves a hole."""

from collections.abc import Iterable

from sqlalchemy import bindparam, update
from sqlalchemy.orm.attributes import set_committed_value

from server import trail
from server.db import ask, next_number
from server.planning.tables import VisitRow
from server.trail import Act, Operation
from server.visits.at_hand import AtHand

COUNTED = "visit.counted"
VISIT = VisitRow.__table__
KEEP = update(VISIT).where(VISIT.c.id == bindparam("visit")).values(ordinal=bindparam("number"))


def number(operations: Iterable[Operation], at_hand: AtHand) -> None:
    """Counts the visits that a batch began, in one order of enterprises, for each holds its own count."""
    entered = {each.entity_id for each in operations if each.kind == "visit.opened" and at_hand.knows(each.entity_id)}
    begun = [visit for visit in map(at_hand.visit, entered) if visit.started_at and visit.ordinal is None]
    of = {visit.id: at_hand.planned(visit).visit.enterprise_id for visit in begun if visit.premises_id}
    places = sorted((enterprise, visit) for visit, enterprise in of.items())
    numbers = {visit: next_number(f"visits of {enterprise}") for enterprise, visit in places}
    if not numbers:
        return
    ask(KEEP, [{"visit": visit, "number": number} for visit, number in numbers.items()])
    for visit, number in numbers.items():
        set_committed_value(at_hand.visit(visit), "ordinal", number)
    told = {visit: {"enterprise": of[visit], "number": number} for visit, number in numbers.items()}
    trail.append_all([Act(COUNTED, "visit", visit, facts) for visit, facts in told.items()])
