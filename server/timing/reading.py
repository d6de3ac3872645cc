"""What an operation's own bytes say of its time; whatever they are, reading them never fails."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

LONGEST = 40  # what is longer is no beacon of ours, and not worth a look-up
MOST_SKEW = timedelta(days=366)
LARGEST = 2**53


class Shown(NamedTuple):
    """The beacons it contains as they are written, the phone's newest and a door's; and the clock of its page."""

    beacon: str | None
    at_the_door: str | None
    skew: timedelta
    page: str | None = None
    mono: int | None = None

    def claimed(self, made_at: datetime | None) -> datetime | None:
        """The phone's clock, set right by how far it knew itself to be off."""
        return made_at - self.skew if made_at else None


def shown(body: bytes) -> Shown:
    """What stands in an operation."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict):
        return Shown(None, None, timedelta())
    page, mono = said.get("boot"), said.get("mono")
    own, door = _text(said.get("beacon")), _text(said.get("door_beacon"))
    known = isinstance(page, str) and type(mono) is int and abs(mono) < LARGEST
    return Shown(own, door, _skew(said.get("skew_ms")), *((page, mono) if known else (None, None)))


def _text(value: Any) -> str | None:
    """Anything but nothing is a claim to a beacon; what cannot be one stands for one nobody gave out."""
    if value is None:
        return None
    return value if isinstance(value, str) and len(value) <= LONGEST and value.isalnum() else ""


def _skew(value: Any) -> timedelta:
    known = type(value) is int and abs(value) <= MOST_SKEW / timedelta(milliseconds=1)
    return timedelta(milliseconds=value) if known else timedelta()
