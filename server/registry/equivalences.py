"""等效事项: items of two agencies that inspect the same; proposed by one side, approved by the other or by admin."""

from typing import Any

from sqlalchemy import or_, select

from server import clock, trail
from server.db import db, transaction
from server.policy import Actor, may, require
from server.refusals import NOT_FOUND, SAME_ITEM, UNKNOWN_ITEM, Refused
from server.registry.tables import InspectionItemRow, ItemEquivalenceRow
from server.vocabulary import Role

DECIDE = "equivalence.decide"


def of_item(item: InspectionItemRow, actor: Actor) -> list[dict[str, Any]]:
    """The equivalents of an item with what the reader may do about each."""
    rows = db.session.scalars(
        select(ItemEquivalenceRow)
        .where(or_(ItemEquivalenceRow.item_id == item.id, ItemEquivalenceRow.other_id == item.id))
        .order_by(ItemEquivalenceRow.proposed_at)
    )
    return [_shown(row, item, actor) for row in rows]


def _shown(row: ItemEquivalenceRow, item: InspectionItemRow, actor: Actor) -> dict[str, Any]:
    other = db.session.get_one(InspectionItemRow, row.other_id if row.item_id == item.id else row.item_id)
    return {
        "id": row.id,
        "code": other.id,
        "name": other.versions[0].name,
        "agency": other.agency.short_name,
        "approved": row.approved_at is not None,
        "may_approve": row.approved_at is None and may_approve(row, actor),
        "may_end": any(may(DECIDE, actor, agency=agency) for agency in agencies(row)),
    }


def may_propose(item: InspectionItemRow, actor: Actor) -> bool:
    """Whether somebody may propose an equivalent of an item."""
    return may(DECIDE, actor, agency=item.agency_id)


def may_approve(row: ItemEquivalenceRow, actor: Actor) -> bool:
    """Admin, or the lead of the agency that did not propose it."""
    if Role.ADMIN in actor.roles:
        return True
    return any(may(DECIDE, actor, agency=agency) for agency in agencies(row) - {row.proposed_for})


def agencies(row: ItemEquivalenceRow) -> set[str | None]:
    """The agencies of the two items."""
    pair = select(InspectionItemRow.agency_id).where(InspectionItemRow.id.in_([row.item_id, row.other_id]))
    return set(db.session.scalars(pair))


def propose(item: InspectionItemRow, other_code: str, actor: Actor) -> None:
    """Proposes that two items inspect the same; proposing a pair again changes nothing."""
    require(DECIDE, actor, agency=item.agency_id)
    if other_code == item.id:
        raise Refused(SAME_ITEM)
    if db.session.get(InspectionItemRow, other_code) is None:
        raise Refused(UNKNOWN_ITEM, item=other_code)
    first, second = sorted([item.id, other_code])
    with transaction():
        same = (ItemEquivalenceRow.item_id == first, ItemEquivalenceRow.other_id == second)
        if db.session.scalar(select(ItemEquivalenceRow).where(*same)):
            return
        row = ItemEquivalenceRow(item_id=first, other_id=second, proposed_at=clock.now(), proposed_by=actor.account_id)
        row.proposed_for = item.agency_id
        db.session.add(row)
        _tell("item_equivalence.proposed", row, actor)


def approve(equivalence_id: str, actor: Actor) -> None:
    """Approves a pair; from now on a result about one settles the other."""
    with transaction():
        row = _row(equivalence_id)
        if not may_approve(row, actor):
            raise Refused(NOT_FOUND)
        if row.approved_at is None:
            row.approved_at, row.approved_by = clock.now(), actor.account_id
            _tell("item_equivalence.approved", row, actor)


def end(equivalence_id: str, actor: Actor) -> None:
    """Either side, or admin, takes a pair back; the trail keeps that it stood."""
    with transaction():
        row = _row(equivalence_id)
        if not any(may(DECIDE, actor, agency=agency) for agency in agencies(row)):
            raise Refused(NOT_FOUND)
        _tell("item_equivalence.ended", row, actor)
        db.session.delete(row)


def _row(equivalence_id: str) -> ItemEquivalenceRow:
    row = db.session.get(ItemEquivalenceRow, equivalence_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _tell(kind: str, row: ItemEquivalenceRow, actor: Actor) -> None:
    db.session.flush()
    facts = {"items": [row.item_id, row.other_id]}
    trail.append(kind, "item_equivalence", row.id, facts, account_id=actor.account_id, agency_id=row.proposed_for)
