"""What an operation's own bytes say of its time; whatever they are, reading them never fails."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

LONGEST = 40  # what is longer is no beacon of ours, and not worth a look-up
MOST_SKEW = timedelta(days=366)


class Shown(NamedTuple):
    """The beacons it contains, as they are written: the phone's newest, and one scanned at a door."""

    beacon: str | None
    at_the_door: str | None
    skew: timedelta

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
    return Shown(_text(said.get("beacon")), _text(said.get("door_beacon")), _skew(said.get("skew_ms")))


def _text(value: Any) -> str | None:
    """Anything but nothing is a claim to a beacon; what cannot be one stands for one nobody gave out."""
    if value is None:
        return None
    return value if isinstance(value, str) and len(value) <= LONGEST and value.isalnum() else ""


def _skew(value: Any) -> timedelta:
    known = type(value) is int and abs(value) <= MOST_SKEW / timedelta(milliseconds=1)
    return timedelta(milliseconds=value) if known else timedelta()
