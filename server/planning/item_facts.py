"""What the registry says of items on a day: name, competence, cap, how long a result holds, and equivalents."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select

from server.db import ask
from server.planning.earlier import Equals
from server.registry.tables import InspectionItemRow, ItemEquivalenceRow, ItemVersionRow

FACTS = (
    select(
        ItemVersionRow.item_id, ItemVersionRow.name, InspectionItemRow.competence, ItemVersionRow.yearly_cap,
        ItemVersionRow.valid_months,
    )
    .join(InspectionItemRow)
    .where(
        ItemVersionRow.item_id.in_(bindparam("codes", expanding=True)),
        ItemVersionRow.valid_from <= bindparam("day"),
        ItemVersionRow.valid_until.is_(None) | (ItemVersionRow.valid_until >= bindparam("day")),
    )
    .order_by(ItemVersionRow.version)
)  # fmt: skip
EQUALS = select(ItemEquivalenceRow.item_id, ItemEquivalenceRow.other_id).where(
    ItemEquivalenceRow.item_id.in_(bindparam("codes", expanding=True))
    | ItemEquivalenceRow.other_id.in_(bindparam("codes", expanding=True)),
    ItemEquivalenceRow.approved_at.is_not(None),
)


class ItemFacts(NamedTuple):
    """One item in its version of the day."""

    name: str
    competence: str
    yearly_cap: int | None
    valid_months: int | None


def facts_on(codes: Collection[str], day: date) -> dict[str, ItemFacts]:
    """The items among these that are valid on the day."""
    rows = ask(FACTS, {"codes": list(codes), "day": day})
    return {row.item_id: ItemFacts(row.name, row.competence, row.yearly_cap, row.valid_months) for row in rows}


def equals_of(codes: Collection[str]) -> Equals:
    """The approved equivalents of each of these items."""
    equals: dict[str, set[str]] = defaultdict(set)
    for one, other in ask(EQUALS, {"codes": list(codes)}):
        equals[one].add(other)
        equals[other].add(one)
    return {item: frozenset(others) for item, others in equals.items()}
