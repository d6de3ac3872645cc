"""How many visits were rated and how well, by agency and month, each with its denominator and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select

from server.db import ask
from server.feedback.grouping import SATISFIED
from server.feedback.rated_tables import STEPS, rated_day
from server.oversight import wilson
from server.oversight.agencies import short_names


def _summed(said: str, steps: Iterable[int]) -> ColumnElement[int]:
    return func.sum(sum((rated_day.c[f"{said}_{step}"] for step in steps), start=literal_column("0")))


CONTENT = range(SATISFIED, STEPS.stop)
BY_MONTH = (
    select(
        rated_day.c.agency_id, rated_day.c.month, func.sum(rated_day.c.visits).label("visits"),
        _summed("process", STEPS).label("rated"), _summed("process", CONTENT).label("process"),
        _summed("result", CONTENT).label("result"),
    )
    .where(rated_day.c.leads, rated_day.c.month >= bindparam("month"))
    .group_by(rated_day.c.agency_id, rated_day.c.month)
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """Some of all, and between which shares of a hundred the true one lies."""

    some: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.some / self.of) if self.of else None

    @property
    def between(self) -> tuple[int, int]:
        least, most = wilson.interval(self.some, self.of)
        return round(100 * least), round(100 * most)


@dataclass(frozen=True)
class Month:
    """One agency's month: its completed visits, and how many of those rated were satisfied with either."""

    response: Share
    process: Share
    result: Share


def by_agency_and_month(since: date) -> list[tuple[str, str, Month]]:
    """Agency, month and figures, the latest month first; a joint visit counts to its leading agency."""
    found = ask(BY_MONTH, {"month": since.strftime("%Y-%m")}).all()
    names = short_names(row.agency_id for row in found)
    rows = [(names[row.agency_id], row.month, _month(row)) for row in found]
    return sorted(sorted(rows, key=lambda row: row[0]), key=lambda row: row[1], reverse=True)


def _month(row: Any) -> Month:
    return Month(Share(row.rated, row.visits), Share(row.process, row.rated), Share(row.result, row.rated))
