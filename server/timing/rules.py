"""记录时间可证明在两个时刻之间: how wide that is, what speaks against it, and the grade it earns; pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from server.vocabulary import TimeFlaw, TimeGrade

WIDTHS: Sequence[tuple[TimeGrade, timedelta]] = (
    (TimeGrade.A, timedelta(minutes=5)),
    (TimeGrade.B, timedelta(hours=2)),
    (TimeGrade.C, timedelta(hours=24)),
)
TOLERANCE = timedelta(minutes=5)  # a phone's clock is measured at each contact and drifts between them


class Bounds(NamedTuple):
    """Not made before the server gave out what the record contains, nor after the log was signed with it."""

    not_before: datetime | None
    not_after: datetime

    @property
    def width(self) -> timedelta | None:
        return self.not_after - self.not_before if self.not_before else None


class Said(NamedTuple):
    """What a record says of its time: the phone's clock, set right by what it last measured, and its beacon.

    `beacon` is the number under which the server gave the beacon out; None where it never gave out such a one.
    """

    claimed_at: datetime | None
    has_beacon: bool
    beacon: int | None


class Ticked(NamedTuple):
    """What two clocks of a phone said: that of its page, which nobody can set, and its own; `made_at` as it was set."""

    page: str | None
    mono: int | None
    made_at: datetime | None
    claimed_at: datetime | None


def flaw(said: Said, bounds: Bounds, last_beacon: int, *, is_turned_back: bool = False) -> TimeFlaw | None:
    """What speaks against a record's time, the gravest first; `last_beacon` is the newest its phone named before."""
    if said.beacon is not None and said.beacon < last_beacon:
        return TimeFlaw.REGRESS
    if is_turned_back or (bounds.not_before and is_contradicted(said.claimed_at, bounds)):
        return TimeFlaw.CONTRADICTED
    if said.has_beacon and said.beacon is None:
        return TimeFlaw.UNKNOWN_BEACON
    if bounds.not_before is None:
        return TimeFlaw.NO_BEACON
    return TimeFlaw.SERVER_CLOCK if bounds.not_after < bounds.not_before else None


def turned_back(before: Ticked, now: Ticked) -> bool:
    """Whether less time is said to have gone by between two records of a page than its own clock counted.

    More may be said, for that clock stands still while some phones sleep.
    """
    if before.page is None or before.page != now.page or before.mono is None or now.mono is None:
        return False
    counted = timedelta(milliseconds=now.mono - before.mono) - TOLERANCE
    pairs = (before.made_at, now.made_at), (before.claimed_at, now.claimed_at)
    return all(first is not None and then is not None and then - first < counted for first, then in pairs)


def is_contradicted(claimed_at: datetime | None, bounds: Bounds) -> bool:
    """Whether the phone says a moment at which the record cannot have been made."""
    if claimed_at is None:
        return False
    too_early = bounds.not_before is not None and claimed_at < bounds.not_before - TOLERANCE
    return too_early or claimed_at > bounds.not_after + TOLERANCE


def grade(bounds: Bounds, flaw: TimeFlaw | None) -> TimeGrade:
    """A to D by the width; whatever speaks against the record's time makes it D."""
    width = bounds.width
    if flaw or width is None:
        return TimeGrade.D
    return next((grade for grade, most in WIDTHS if width <= most), TimeGrade.D)
