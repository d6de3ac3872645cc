"""Sums of counted lines: which cells of the roll-ups a line belongs to, and how two counts of it differ."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from server.statistics.measures import COMMON, MEASURES, NEVER, WHOLE
from server.statistics.reckoning import Line, month

Cell = tuple[str, str, str, str, str]  # industry, sub-district, item, agency, month
Cells = dict[Cell, Counter[str]]
Row = Mapping[str, Any]
NOTHING = dict.fromkeys(MEASURES, 0)
_COMMON = frozenset(COMMON)
KEYS = ("industry", "sub_district", "item_id", "agency_id", "month")


def row_of(line: Line, unit: str, place: tuple[str, str]) -> dict[str, Any]:
    """A line as it is stored."""
    industry, sub_district = place
    agency, item = line.scope
    counts = {**NOTHING, **line.counts}
    return {
        "subject_id": line.id, "agency_id": agency, "item_id": item, "kind": line.kind, "unit": unit,
        "day": line.day, "month": month(line.day), "before": line.before if counts["visits"] else NEVER,
        "industry": industry, "sub_district": sub_district, "rare": not _COMMON.issuperset(line.counts), **counts,
    }  # fmt: skip


def key_of(row: Row) -> tuple[str, str, str]:
    """What a stored line is known by."""
    return row["subject_id"], row["agency_id"], row["item_id"]


def add(cells: Cells, row: Row, sign: int) -> None:
    """Adds a stored line to the cells of the roll-up, or takes it away."""
    for cell in cells_of(row):
        into = cells[cell]
        for name in MEASURES:
            if row[name]:
                into[name] += sign * row[name]


def add_revisit(cells: dict[tuple[str, ...], int], row: Row, sign: int) -> None:
    """The same for the roll-up of visits by the month of the visit before."""
    if row["visits"]:
        for cell in cells_of(row):
            cells[*cell, row["before"]] += sign * row["visits"]


def cells_of(row: Row) -> list[Cell]:
    """A line counts for its industry and for all, for its sub-district and for all."""
    industry, sub_district, item, agency, when = (row[name] for name in KEYS)
    return [
        (one, other, item, agency, when)
        for one in (industry, WHOLE)
        for other in (sub_district, WHOLE)
    ]  # fmt: skip


def differences(before: Iterable[Row], now: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Which stored lines are no longer right, and which are new or as they should be."""
    was, are = {key_of(row): row for row in before}, {key_of(row): row for row in now}
    gone = [row for key, row in was.items() if key not in are or dict(are[key]) != dict(row)]
    come = [row for key, row in are.items() if key not in was or dict(was[key]) != dict(row)]
    return gone, come


def empty() -> Cells:
    """No sums yet."""
    return defaultdict(Counter)
