"""How satisfied enterprises are: sums of closed groups as they were published, with their response rate and interval.

No other cut of ratings is ever made here: not by item, industry or place, and no group is ever divided.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from server.feedback import published
from server.feedback.grouping import Range
from server.feedback.published import Published, Told
from server.oversight.wilson import interval
from server.statistics import naming
from server.statistics.asking import By, Where
from server.statistics.reckoning import month

Shares = tuple[float, float]


@dataclass(frozen=True)
class Satisfied:
    """What the groups of one agency, or of all, say together."""

    name: str
    told: Told

    @property
    def response(self) -> float:
        """How many of the visits were rated."""
        return self.told.ratings / self.told.visits if self.told.visits else 0.0

    @property
    def process(self) -> Shares:
        """Between which shares satisfaction with the process lies, at 95 %."""
        return between(self.told.process, self.told.ratings)

    @property
    def result(self) -> Shares:
        return between(self.told.result, self.told.ratings)


def between(told: Range, ratings: int) -> Shares:
    """Wilson's interval of a count that is itself told between two numbers: as wide as both make it."""
    least, most = told
    return interval(least, ratings)[0], interval(min(most, ratings), ratings)[1]


def satisfaction(where: Where) -> list[Satisfied]:
    """The groups that lie wholly within the period, agency by agency, and all together first."""
    within = [each for each in published.groups() if _within(each, where)]
    names = naming.names(By.AGENCY)
    agencies = [
        Satisfied(names[agency], published.together(each.told for each in groups))
        for agency, groups in groupby(within, attrgetter("agency"))
    ]
    return [Satisfied("", _together(within)), *agencies] if within else []


def _within(group: Published, where: Where) -> bool:
    return where.since <= month(group.first_day) and month(group.last_day) <= where.until


def _together(groups: Iterable[Published]) -> Told:
    return published.together(each.told for each in groups)
