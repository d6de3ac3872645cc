"""What the registry says of items on a day: name, competence, cap, how long a result holds, and equivalents."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select

from server.db import db
from server.planning.earlier import Equals
from server.registry.tables import InspectionItemRow, ItemEquivalenceRow, ItemVersionRow


class ItemFacts(NamedTuple):
    """One item in its version of the day."""

    name: str
    competence: str
    yearly_cap: int | None
    valid_months: int | None


def facts_on(codes: Collection[str], day: date) -> dict[str, ItemFacts]:
    """The items among these that are valid on the day."""
    rows = db.session.execute(
        select(ItemVersionRow, InspectionItemRow.competence)
        .join(InspectionItemRow)
        .where(
            ItemVersionRow.item_id.in_(codes),
            ItemVersionRow.valid_from <= day,
            ItemVersionRow.valid_until.is_(None) | (ItemVersionRow.valid_until >= day),
        )
        .order_by(ItemVersionRow.version)
    ).all()
    return {row.item_id: ItemFacts(row.name, competence, row.yearly_cap, row.valid_months) for row, competence in rows}


def equals_of(codes: Collection[str]) -> Equals:
    """The approved equivalents of each of these items."""
    pair = (ItemEquivalenceRow.item_id, ItemEquivalenceRow.other_id)
    approved = ItemEquivalenceRow.approved_at.is_not(None)
    equals: dict[str, set[str]] = defaultdict(set)
    for one, other in db.session.execute(select(*pair).where(or_(*(each.in_(codes) for each in pair)), approved)):
        equals[one].add(other)
        equals[other].add(one)
    return {item: frozenset(others) for item, others in equals.items()}
