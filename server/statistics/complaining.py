"""Complaints as an agency and the public are told of them: by whole quarters that are over, and none below five.

Nor is a number told that with the district's would betray one below five: what is left for the others has to be none
or five and more as well. Sums are only made of what is told, so that no two sums can be taken from each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from server import clock
from server.oversight.outcomes import LEAST, quarter_of
from server.statistics import asking
from server.statistics.asking import Counts, Where

KINDS = ("complaints", "upheld", "unfounded", "declined")


@dataclass(frozen=True)
class Quarter:
    """A quarter: how many visits, how many complaints; none where the number is not told."""

    first: str
    last: str
    visits: int
    complaints: int | None

    @property
    def rate(self) -> float | None:
        """Complaints for a thousand visits."""
        return None if self.complaints is None or not self.visits else self.complaints / self.visits * 1000


def quarters(where: Where) -> list[Quarter]:
    """The whole quarters of the period that are over, of an agency or of the district, the latest first."""
    return [_quarter(first, where.agency_id) for first in reversed(_firsts(where, clock.today()))]


def _quarter(first: str, agency: str) -> Quarter:
    last = asking.months_back(date(int(first[:4]), int(first[5:]), 1), -2)
    district = asking.added(asking.monthly(Where(first, last)).values())
    own = asking.added(asking.monthly(Where(first, last, agency)).values()) if agency else district
    return Quarter(first, last, own["visits"], told(own, district))


def told(own: Counts, district: Counts) -> int | None:
    """A number of complaints, unless it or what it leaves for the others is too small."""
    count, others = own["complaints"], district["complaints"] - own["complaints"]
    return count if count >= LEAST and (others == 0 or others >= LEAST) else None


def _firsts(where: Where, today: date) -> Sequence[str]:
    """The first months of the quarters that lie wholly within the period and are over."""
    over = f"{quarter_of(today):%Y-%m}"
    wanted = [month for month in asking.months(where.since, where.until) if month[5:] in ("01", "04", "07", "10")]
    lasts = {month: asking.months_back(date(int(month[:4]), int(month[5:]), 1), -2) for month in wanted}
    return [month for month in wanted if lasts[month] <= where.until and lasts[month] < over]
