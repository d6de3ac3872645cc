"""Asks the sums: of a period in whole, month by month, or by agency, item, industry or sub-district."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, select

from server.db import ask
from server.registry.tables import InspectionItemRow
from server.statistics.measures import MEASURES, WHOLE
from server.statistics.tables import revisit, statistic

Counts = Counter[str]


class By(StrEnum):
    """What figures can be told apart by."""

    AGENCY = "agency_id"
    ITEM = "item_id"
    INDUSTRY = "industry"
    SUB_DISTRICT = "sub_district"


@dataclass(frozen=True)
class Where:
    """Which figures: months, both included, and an agency or an item, an industry, a sub-district; empty means all."""

    since: str
    until: str
    agency_id: str = WHOLE
    item_id: str = WHOLE
    industry: str = WHOLE
    sub_district: str = WHOLE

    def keys(self) -> dict[str, str]:
        """The cell of the sums; an item is counted by itself, whoever inspects it."""
        agency = WHOLE if self.item_id else self.agency_id
        return {"agency": agency, "item": self.item_id, "industry": self.industry, "sub_district": self.sub_district}

    def months(self) -> dict[str, str]:
        return {"since": self.since, "until": self.until}


def _matching(table: Any, but: By | None = None) -> list[Any]:
    """The conditions of a cell; by what figures are told apart, everything but the whole is wanted."""
    named = {"agency_id": "agency", "item_id": "item", "industry": "industry", "sub_district": "sub_district"}
    each = [table.c[name] != WHOLE if name == but else table.c[name] == bindparam(of) for name, of in named.items()]
    return [*each, table.c.month.between(bindparam("since"), bindparam("until"))]


SUMS = [func.sum(statistic.c[name]).label(name) for name in MEASURES]
MONTHLY = select(statistic.c.month, *(statistic.c[name] for name in MEASURES)).where(*_matching(statistic))
APART = {
    by: select(statistic.c[by].label("key"), *SUMS).where(*_matching(statistic, by)).group_by(statistic.c[by])
    for by in By
}
FIRST_IN_PERIOD = revisit.c.before < bindparam("since")
ENTERPRISES = select(func.sum(revisit.c.visits)).where(*_matching(revisit), FIRST_IN_PERIOD)
ENTERPRISES_APART = {
    by: select(revisit.c[by].label("key"), func.sum(revisit.c.visits).label("enterprises"))
    .where(*_matching(revisit, by), FIRST_IN_PERIOD)
    .group_by(revisit.c[by])
    for by in (By.AGENCY, By.INDUSTRY, By.SUB_DISTRICT)
}  # fmt: skip
ITEMS_OF = select(InspectionItemRow.id).where(InspectionItemRow.agency_id == bindparam("agency"))


def monthly(where: Where) -> dict[str, Counts]:
    """Each month of the period, also one in which nothing happened."""
    found = {row.month: _counts(row) for row in ask(MONTHLY, {**where.keys(), **where.months()})}
    return {month: found.get(month, Counter()) for month in months(where.since, where.until)}


def whole(where: Where) -> Counts:
    """The period in whole, with how many enterprises were visited in it."""
    asked = {**where.keys(), **where.months()}
    counts = added(monthly(where).values())
    counts["enterprises"] = ask(ENTERPRISES, asked).scalar() or 0
    return counts


def apart(where: Where, by: By) -> dict[str, Counts]:
    """The period, told apart by agency, item, industry or sub-district."""
    asked = {**where.keys(), **where.months()} | ({"agency": WHOLE} if by is By.ITEM else {})
    found = {row.key: _counts(row) for row in ask(APART[by], asked)}
    if by is By.ITEM and where.agency_id:
        own = set(ask(ITEMS_OF, {"agency": where.agency_id}).scalars())
        found = {key: counts for key, counts in found.items() if key in own}
    if by in ENTERPRISES_APART:
        for row in ask(ENTERPRISES_APART[by], asked):
            found.setdefault(row.key, Counter())["enterprises"] = row.enterprises
    return {key: counts for key, counts in found.items() if any(counts.values())}


def months(since: str, until: str) -> list[str]:
    """Every month from one to another, both included."""
    first, last = (int(each[:4]) * 12 + int(each[5:]) - 1 for each in (since, until))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def months_back(day: date, number: int) -> str:
    """The month so many months before a day's own."""
    count = day.year * 12 + day.month - 1 - number
    return f"{count // 12:04}-{count % 12 + 1:02}"


def added(every: Iterable[Mapping[str, int]]) -> Counts:
    """Several counts as one."""
    total: Counts = Counter()
    for each in every:
        total.update(each)
    return total


def _counts(row: Any) -> Counts:
    return Counter({name: value for name in MEASURES if (value := getattr(row, name))})
