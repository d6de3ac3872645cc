"""一表通查: for which lines of a visit's items one answer stands, for which agency it counts (pure; on the phone too).

A shared line is agreed in words: it stands for a line of any version of its item that still reads the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

FEWEST = 2
Line = Mapping[str, Any]


class OnVisit(NamedTuple):
    """An item that an agency came to inspect, with the shared line each of its lines belongs to, if any."""

    agency: str
    item: str
    version: str
    shared: Mapping[str, str]


class Place(NamedTuple):
    """A line that the answer stands for; `counts_for` is the other agency it counts for, None for one's own."""

    item: str
    version: str
    line: str
    counts_for: str | None


def places(shared: str, items: Iterable[OnVisit], own: str) -> list[Place]:
    """Every line of the visit that the shared line stands for; none unless one's own agency came with one of them."""
    found = [(each, line) for each in items for line, name in each.shared.items() if name == shared]
    if own not in {each.agency for each, _ in found}:
        return []
    return [Place(each.item, each.version, line, None if each.agency == own else each.agency) for each, line in found]


def line_of(member: Line, item: str, lines: Sequence[Line]) -> str | None:
    """The line of this item that reads as a member of a shared line does."""
    if member["item"] != item:
        return None
    return next((line["line"] for line in lines if reads_alike(member, line)), None)


def reads_alike(one: Line, other: Line) -> bool:
    """Whether two lines have the same words."""
    return (one["content"], one["standard"]) == (other["content"], other["standard"])
