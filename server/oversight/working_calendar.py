"""Working days in China: a year's holidays and make-up days are data; a year without data is Monday to Friday."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "working_days"
DAY = timedelta(days=1)
SATURDAY = 5


class Year(NamedTuple):
    """One year's days off, the weekend days worked instead, and who says so."""

    off: frozenset[date]
    made_up: frozenset[date]
    source: str


Calendar = Mapping[int, Year]


def is_working(day: date, calendar: Calendar) -> bool:
    """Whether offices are open."""
    year = calendar.get(day.year)
    if year and day in year.made_up:
        return True
    return day.weekday() < SATURDAY and not (year and day in year.off)


def days_after(start: date, count: int, calendar: Calendar) -> date:
    """The last day of a term of working days; the day it starts on is not counted."""
    day = start
    while count:
        day += DAY
        count -= is_working(day, calendar)
    return day


def unknown_years(first: date, last: date, calendar: Calendar) -> list[int]:
    """The years of a span for which only weekends are known."""
    return [year for year in range(first.year, last.year + 1) if year not in calendar]


def read_year(text: str) -> Year:
    """A year as its file tells it."""
    told = json.loads(text)
    off = frozenset(day for first, last, _name in told["off"] for day in _span(first, last))
    return Year(off, frozenset(map(date.fromisoformat, told["made_up"])), told["source"])


@cache
def known() -> Calendar:
    """Every year that a file is here for."""
    return {int(file.stem): read_year(file.read_text()) for file in sorted(FOLDER.glob("*.json"))}


def _span(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += DAY
