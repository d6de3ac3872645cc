"""一人两处: whether somebody was at two premises at the same time; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
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
    pairs = (Clash(*pair) for pair in combinations(in_order, 2))
    return [pair for pair in pairs if pair.first.premises != pair.second.premises and _overlap(pair)]


def _overlap(pair: Clash) -> bool:
    return pair.second.since + TOLERANCE < pair.first.until
