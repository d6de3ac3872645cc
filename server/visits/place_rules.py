"""一人两处: whether somebody was at two premises at the same time; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

TOLERANCE = timedelta(minutes=5)  # what clocks of two phones may differ by, and a closing that is finished on the way


@dataclass(frozen=True)
class Stay:
    """From when until when somebody was at a visit, by the first and the last sign of it."""

    visit: str
    premises: str
    since: datetime
    until: datetime


class Clash(NamedTuple):
    """Two stays of one person at two premises: the second began while the first went on."""

    first: Stay
    second: Stay


def clashes(stays: Iterable[Stay]) -> list[Clash]:
    """Every pair that cannot both be true."""
    in_order = sorted(stays, key=lambda each: (each.since, -each.until.timestamp()))
    pairs = (pair for place, first in enumerate(in_order) for pair in _overlapping(first, in_order[place + 1 :]))
    return [pair for pair in pairs if pair.first.premises != pair.second.premises]


def _overlapping(first: Stay, later: Iterable[Stay]) -> Iterator[Clash]:
    """Those that began while the first went on: the first that did not is the last one looked at."""
    during = takewhile(lambda second: second.since + TOLERANCE < first.until, later)
    return (Clash(first, second) for second in during)
