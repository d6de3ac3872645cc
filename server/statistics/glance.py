"""A few figures for a first page: an agency's own beside the district's, or the district's alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from server import clock
from server.statistics import asking, figures
from server.statistics.asking import Where
from server.statistics.figures import BY_CODE, Figure, written

MONTHS = 3  # the running month and the two before
AT_A_GLANCE = ("visits", "saved", "joint_share", "green_share", "repeat_share", "in_time_share")


@dataclass(frozen=True)
class Glance:
    """A figure in words: its own value, the district's to compare, and the address of the statistics about it."""

    code: str
    name: str
    value: str
    district: str
    address: str


def at_a_glance(agency_id: str = "", codes: Sequence[str] = AT_A_GLANCE) -> list[Glance]:
    """The figures of the last months; two or four statements, each of a few rows of sums."""
    today = clock.today()
    where = Where(asking.months_back(today, MONTHS - 1), asking.months_back(today, 0), agency_id)
    district = asking.whole(Where(where.since, where.until))
    own = asking.whole(where) if agency_id else district
    return [_glance(BY_CODE[code], own, district, where) for code in codes]


def _glance(figure: Figure, own: figures.Counts, district: figures.Counts, where: Where) -> Glance:
    agency = f"&agency={where.agency_id}" if where.agency_id else ""
    address = f"/desk/statistics?since={where.since}&until={where.until}{agency}#{figure.code}"
    value, beside = (written(figure.value(counts), figure.unit) for counts in (own, district))
    return Glance(figure.code, str(figure.name), value, beside, address)
