"""What the registry says of items on a day: name, competence, cap, how long a result holds, and equivalents."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, select

from server.db import ask
from server.planning.earlier import Equals
from server.registry.tables import ItemEquivalenceRow

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


def equals_of(codes: Collection[str]) -> Equals:
    """The approved equivalents of each of these items."""
    equals: dict[str, set[str]] = defaultdict(set)
    for one, other in ask(EQUALS, {"codes": list(codes)}):
        equals[one].add(other)
        equals[other].add(one)
    return {item: frozenset(others) for item, others in equals.items()}
