"""How long a district keeps what: plain values with defaults, and the least the law asks for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.planning.settings import BadSettings


@dataclass(frozen=True, slots=True)
class Retention:
    """Defaults for lack of a local rule; each district sets what its law asks for."""

    evidence_years: int = 10
    trace_days: int = 180
    tip_years: int = 2


# 行政处罚法第三十六条: 涉及公民生命健康安全的，追究期限五年; 网络安全法第二十一条: 网络日志不少于六个月.
LEAST = {"evidence_years": 5, "trace_days": 180, "tip_years": 1}
MOST = {"evidence_years": 100, "trace_days": 3650, "tip_years": 30}


def retention_from(given: Any) -> Retention:
    """Periods that can be kept; what is not said keeps its default."""
    if not isinstance(given, Mapping):
        raise BadSettings("not an object")
    for name, value in given.items():
        if name not in asdict(Retention()) or not in_range(name, value):
            raise BadSettings(f"{name}: {value!r}")
    return Retention(**given)


def in_range(name: str, value: Any) -> bool:
    """Whether a value may stand for a period."""
    return type(value) is int and LEAST[name] <= value <= MOST[name]
