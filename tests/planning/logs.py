"""Random filing logs for one object, dense enough that plans meet; a log is known by its seed and length."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from server.planning.values import Plan
from server.vocabulary import Cause, Channel

FIRST = date(2026, 10, 1)
LOCAL = ZoneInfo("Asia/Shanghai")
SHAPES = [
    *[(Channel.ORDINARY, None)] * 4,
    (Channel.RECHECK, None),
    (Channel.GREEN, None),
    *((Channel.GREEN, cause) for cause in Cause),
    (Channel.GREEN, Cause.EMERGENCY),
]
WHAT = ["file"] * 4 + ["withdraw", "start", "complete"]


def moment(hours: int) -> datetime:
    """A moment so many hours after the first midnight."""
    return datetime(2026, 10, 1, tzinfo=LOCAL) + timedelta(hours=hours)


def logs(most: int = 30) -> st.SearchStrategy:
    """What happens to one object, in time order: (hour, what, the plan or the number of the plan meant)."""
    return st.builds(a_log, st.integers(0, 2**32), st.integers(1, most))


def a_log(seed: int, length: int) -> list:
    """The first events of the log that a seed stands for."""
    chance, hour, happened = Random(seed), 0, []
    for number in range(length):
        hour += chance.choice([0, 0, 1, 5, 24, 71])
        what = chance.choice(WHAT)
        happened.append((hour, what, a_plan(chance, number, hour) if what == "file" else chance.randrange(number + 1)))
    return happened


def a_plan(chance: Random, number: int, hour: int) -> Plan:
    """A plan filed at an hour, for a day from the day before it to five weeks on."""
    asked = FIRST + timedelta(days=hour // 24 + chance.randint(-1, 35))
    channel, cause = chance.choice(SHAPES)
    return Plan(
        id=f"p{number:02}",
        agency=chance.choice("abcdef"),
        items=frozenset(chance.sample("wxyz", chance.randint(1, 2))),
        channel=channel,
        cause=cause,
        visit_on=asked,
        filed_no=number,
        earliest=asked - timedelta(days=chance.randint(0, 8)) if chance.random() < 0.3 else None,
        latest=asked + timedelta(days=chance.randint(0, 12)) if chance.random() < 0.3 else None,
        fixed_day=chance.random() < 0.5,
        urgent=chance.random() < 0.5,
    )
