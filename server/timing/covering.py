"""When the log's signed states came to cover a place of it: that is when what stands there was there at the latest."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select

from server.db import ask
from server.trail.tables import CheckpointRow

SIGNED = CheckpointRow.__table__.c
NEWEST = select(func.max(SIGNED.size))
NEXT = select(func.min(SIGNED.size)).where(SIGNED.size > bindparam("last")).scalar_subquery()
OVER = (
    select(SIGNED.size, func.min(SIGNED.made_at).label("made_at"))
    .where(SIGNED.size > bindparam("first"), SIGNED.size <= NEXT)
    .group_by(SIGNED.size)
    .order_by(SIGNED.size)
)


def signed_size() -> int:
    """How many entries signed states cover."""
    return ask(NEWEST).scalar() or 0


def covered_at(places: Iterable[int]) -> dict[int, datetime]:
    """For each place the moment of the first signed state that covers it, if the last of them is covered."""
    wanted = sorted(set(places))
    if not wanted:
        return {}
    states = ask(OVER, {"first": wanted[0], "last": wanted[-1]}).all()
    sizes = [each.size for each in states]
    found = {place: bisect_right(sizes, place) for place in wanted}
    return {place: states[at].made_at for place, at in found.items() if at < len(states)}
