"""When a thing of the registry is valid, and from when a new version of an inspection item holds."""

from datetime import date, timedelta

from server.refusals import END_BEFORE_START, Refused

ONE_DAY = timedelta(days=1)


def is_valid(valid_from: date, valid_until: date | None, day: date) -> bool:
    """Whether the day lies within the validity; both ends belong to it."""
    return valid_from <= day and (valid_until is None or day <= valid_until)


def stands(ended_on: date | None, day: date) -> bool:
    """Whether something that may have ended stands on this day; the day of its end is the first without it."""
    return ended_on is None or day < ended_on


def successor_starts_on(asked: date | None, today: date) -> date:
    """A new version never reaches back: what was inspected yesterday was inspected under yesterday's text."""
    return max(asked or today, today)


def predecessor_ends_on(valid_until: date | None, successor_from: date) -> date:
    """The old version's last day is the day before the new one's first, unless it ended earlier."""
    last = successor_from - ONE_DAY
    return last if valid_until is None else min(valid_until, last)


def require_in_order(start: date, end: date | None) -> None:
    """Refuses a validity that ends before it begins."""
    if end is not None and end < start:
        raise Refused(END_BEFORE_START)
