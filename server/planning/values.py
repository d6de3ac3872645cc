"""What planning reasons about: plans, visits, the jurisdiction's settings and decisions, as plain values.

Nobody changes a plan, a visit or a decision once it is made. They are not frozen because Python makes a frozen value
four times slower, and a replay makes millions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.vocabulary import Cause, Channel, FilingOutcome, Reply, TeamRole, Trigger, VisitState, Window


@dataclass(frozen=True, slots=True)
class Settings:
    """The numbers of a jurisdiction; the defaults are the seed article's."""

    notice_days: int = 7  # 提前7个自然日提报
    merge_days: int = 7  # 合并到前后7个自然日内的既定检查日
    quiet_days: int = 7  # 既定检查日前后各7个自然日
    emergency_pull_days: int = 2
    freeze_hour: int = 18
    object_scope: str = "premises"
    day_policy: str = "anchor"  # or "open": a visit's day may still shift within all members' ranges
    result_valid_months: int = 6  # 同一事实: how long a result settles an item that says nothing else itself
    recognition: str = "everyone"  # 互认: whom a result binds; or "participants": those who took part in its visit
    objection_days: int = 15  # 异议复查: how long after a result another agency may object
    objection_decision_days: int = 5  # 司法局须在几个工作日内决定是否受理
    sign_off_days: int = 5  # 签发: how many days after it was drawn up a result is signed off at the latest


@dataclass(slots=True, unsafe_hash=True)
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
class Answer:
    """What a filer says to one result of the past half-year; going on needs a reason."""

    result: str
    reply: Reply
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NamedTrigger:
    """What is new about an item whose earlier result is still valid."""

    item: str
    trigger: Trigger
    reference: str = ""


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What an agency asks for, before it has a number and a decision; `team` is (inspector, role)."""

    credit_code: str
    premises: int
    items: tuple[str, ...]
    team: tuple[tuple[str, TeamRole], ...]
    visit_on: date
    channel: Channel = Channel.ORDINARY
    cause: Cause | None = None
    reference: str = ""
    earliest: date | None = None
    latest: date | None = None
    fixed_day: bool = False
    urgent: bool = True
    window: Window | None = None
    answers: tuple[Answer, ...] = ()
    triggers: tuple[NamedTrigger, ...] = ()

    def numbered(self, plan_id: str, agency: str, filed_no: int) -> Plan:
        """The plan as the rules judge it: causes count on the green channel only."""
        return Plan(
            id=plan_id,
            agency=agency,
            items=frozenset(self.items),
            channel=self.channel,
            visit_on=self.visit_on,
            filed_no=filed_no,
            cause=self.cause if self.channel is Channel.GREEN else None,
            earliest=self.earliest,
            latest=self.latest,
            fixed_day=self.fixed_day,
            urgent=self.urgent,
        )


@dataclass(slots=True, unsafe_hash=True)
class Visit:
    """One visit to an object on its own day (既定检查日), with the plans it now holds."""

    id: str
    visit_on: date
    founded_no: int  # filing number of the plan that founded it, kept when that plan leaves
    plans: tuple[Plan, ...]
    state: VisitState = VisitState.OPEN


@dataclass(slots=True)
class Why:
    """One step of a decision's reasoning: a code, and the facts a person needs to follow it."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Decision:
    """What becomes of a plan, with its reasons; `joins` is None for a plan that founds its own visit or is refused."""

    outcome: FilingOutcome
    visit_on: date | None = None
    joins: str | None = None
    pulled: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    because: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Why, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The decision as it is kept and shown: plain words and days as text."""
        return {
            "outcome": str(self.outcome),
            "visit_on": _plain(self.visit_on),
            "because": self.because,
            "facts": _plain(self.facts),
            "pulled": list(self.pulled),
            "cancelled": list(self.cancelled),
            "reasons": [{"code": why.code, "facts": _plain(why.facts)} for why in self.reasons],
        }


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value
