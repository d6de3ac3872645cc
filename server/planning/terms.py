"""How long a district gives everybody who acts after a visit: plain values, what the law allows, and presets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.planning.settings import BadSettings


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days, but for ratings and reconsideration, which are days, and the hours until the link comes again."""

    accept_days: int = 5  # 5个工作日内决定是否受理
    begin_days: int = 5
    investigate_days: int = 30
    conclude_days: int = 5
    answer_days: int = 5
    rectify_days: int = 15
    rating_days: int = 15  # 检查结束后15天内
    rating_again_hours: int = 2
    reconsideration_days: int = 60  # 行政复议法第二十条: 自知道之日起60日内，法律规定更长的除外


QUICK = Terms(accept_days=3, begin_days=3, investigate_days=20, conclude_days=3, answer_days=3, rectify_days=10)
PRESETS = {"standard": Terms(), "quick": QUICK}
LEAST = {"reconsideration_days": 60, "rating_days": 7}
MOST = {"rating_again_hours": 72, "rating_days": 60}
MOST_DAYS = 180


def terms_from(given: Any) -> Terms:
    """Terms that can be kept; what is not said keeps its default."""
    if not isinstance(given, Mapping):
        raise BadSettings("not an object")
    for name, value in given.items():
        if name not in asdict(Terms()) or not in_range(name, value):
            raise BadSettings(f"{name}: {value!r}")
    return Terms(**given)


def in_range(name: str, value: Any) -> bool:
    """Whether a value may stand for a term."""
    return type(value) is int and LEAST.get(name, 1) <= value <= MOST.get(name, MOST_DAYS)
