"""What of the ratings may be told: groups of whole weeks, cut so that neither a group nor its cut betrays a visit.

Weeks are put into parcels by their number of visits alone, which the agency knows anyway; a parcel waits for the next
until the group has enough ratings and enough visits without one. `docs/decisions/0017` gives the reasons.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.feedback.rules import RATING_WINDOW
from server.vocabulary import RatingTag

WEEK = timedelta(days=7)
LEAST_RATINGS = 5
LEAST_SILENT = 2
LEAST_VISITS = 10
SATISFIED = 4

# A count as it is told: between these two, so that one is never told from none, nor all from all but one.
Range = tuple[int, int]


@dataclass(frozen=True)
class Said:
    """What a rating says in figures."""

    rating: str
    process: int
    result: int
    tags: frozenset[str]


# The completed visits of a week: what was said of each, or nothing.
Weeks = Mapping[date, Sequence[Said | None]]


@dataclass(frozen=True)
class Group:
    """Weeks of one agency that are told together, and never again otherwise."""

    first: date
    last: date
    visits: int
    said: tuple[Said, ...]


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def is_over(week: date, today: date, window: timedelta = RATING_WINDOW) -> bool:
    """Whether no visit of a week can be rated any more; `window` is the longest of its days."""
    return today > week + WEEK - timedelta(days=1) + window


def groups(weeks: Weeks) -> Iterator[Group]:
    """The groups that close, oldest first; what is left waits for the weeks to come."""
    waiting: list[date] = []
    for parcel in _parcels(weeks):
        waiting += parcel
        if _may_be_told(_visits(weeks, waiting), _visits(weeks, parcel)):
            yield _group(weeks, waiting)
            waiting = []


def figures(said: Sequence[Said]) -> dict[str, Range | dict[str, Range]]:
    """How many were satisfied with either, and how many ticked each tag."""
    return {
        "process": told([each.process >= SATISFIED for each in said]),
        "result": told([each.result >= SATISFIED for each in said]),
        "tags": {tag.value: told([tag in each.tags for each in said]) for tag in RatingTag},
    }


def told(holds: Sequence[bool]) -> Range:
    """The count of those that hold, blurred at either end."""
    count, every = sum(holds), len(holds)
    if count <= 1:
        return 0, 1
    return (every - 1, every) if count >= every - 1 else (count, count)


def _parcels(weeks: Weeks) -> Iterator[list[date]]:
    parcel: list[date] = []
    for week in sorted(weeks):
        parcel.append(week)
        if len(_visits(weeks, parcel)) >= LEAST_VISITS:
            yield parcel
            parcel = []


def _may_be_told(visits: Sequence[Said | None], newest: Sequence[Said | None]) -> bool:
    rated = len(visits) - visits.count(None)
    return rated >= LEAST_RATINGS and min(visits.count(None), newest.count(None)) >= LEAST_SILENT


def _group(weeks: Weeks, waiting: Sequence[date]) -> Group:
    visits = _visits(weeks, waiting)
    said = tuple(each for each in visits if each)
    return Group(waiting[0], waiting[-1] + WEEK - timedelta(days=1), len(visits), said)


def _visits(weeks: Weeks, wanted: Iterable[date]) -> list[Said | None]:
    return [each for week in wanted for each in weeks[week]]
