"""What planning reasons about: plans, visits, the jurisdiction's settings and decisions, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.vocabulary import Cause, Channel, FilingOutcome, VisitState


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a jurisdiction; the defaults are the seed article's."""

    notice_days: int = 7  # 提前7个自然日提报
    merge_days: int = 7  # 合并到前后7个自然日内的既定检查日
    quiet_days: int = 7  # 既定检查日前后各7个自然日
    emergency_pull_days: int = 2
    freeze_hour: int = 18
    object_scope: str = "premises"


@dataclass(frozen=True, slots=True)
class Plan:
    """One agency's plan for one object; `filed_no` is its place in the filing order (先提报优先)."""

    id: str
    agency: str
    items: frozenset[str]
    channel: Channel
    visit_on: date  # the day asked for, kept for ever
    filed_no: int
    cause: Cause | None = None
    earliest: date | None = None
    latest: date | None = None
    fixed_day: bool = False
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to an object on its own day (既定检查日), with the plans it now holds."""

    id: str
    visit_on: date
    founded_no: int  # filing number of the plan that founded it, kept when that plan leaves
    plans: tuple[Plan, ...]
    state: VisitState = VisitState.OPEN


@dataclass(frozen=True, slots=True)
class Why:
    """One step of a decision's reasoning: a code, and the facts a person needs to follow it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a plan, with its reasons; `joins` is None for a plan that founds its own visit or is refused."""

    outcome: FilingOutcome
    visit_on: date | None = None
    joins: str | None = None
    pulled: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    because: str | None = None
    facts: Mapping[str, date] = field(default_factory=dict)
    reasons: tuple[Why, ...] = ()
