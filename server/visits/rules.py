"""What happened on a visit, judged after it was recorded: breaches for oversight, and the result of each item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from server.planning.earlier import HALF_YEAR, months_before
from server.vocabulary import Irregularity, LineValue, Outcome

LATE = timedelta(days=10)  # 在检查结束后10个自然日内补录
CLOCK_TOLERANCE = timedelta(minutes=5)
SKEW_TOLERANCE_MS = 2 * 60 * 1000
BELIEVABLE = timedelta(days=400)  # a phone that says 1970 has lost its clock, it has not been offline that long
FEWEST_INSPECTORS = 2  # 执法人员不得少于两人


class Breach(NamedTuple):
    """One irregularity and the facts that show it."""

    kind: Irregularity
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Planned:
    """What had been filed for the visit."""

    visit_on: date
    credit_code: str | None
    team: frozenset[str] = frozenset()
    filed: bool = True


@dataclass(frozen=True)
class CheckIn:
    """One inspector's entry, as he recorded it."""

    inspector: str
    on: date
    present: frozenset[str] = frozenset()
    credit_code: str | None = None
    badge_valid: bool = True


@dataclass(frozen=True)
class Inspected:
    """What one agency recorded about one item."""

    values: tuple[LineValue, ...] = ()
    findings: int = 0
    corrections: int = 0
    stated: Outcome | None = field(default=None)


def breaches(check_in: CheckIn, planned: Planned) -> list[Breach]:
    """Where an entry departs from what had been filed."""
    found = _of_plan(check_in, planned) if planned.filed else [Breach(Irregularity.NO_PLAN, {})]
    together = check_in.present | {check_in.inspector}
    if len(together) < FEWEST_INSPECTORS:
        found.append(Breach(Irregularity.ONE_INSPECTOR, {"present": len(together)}))
    if not check_in.badge_valid:
        found.append(Breach(Irregularity.BADGE_EXPIRED, {"inspector": check_in.inspector}))
    if check_in.credit_code and planned.credit_code and check_in.credit_code != planned.credit_code:
        found.append(
            Breach(Irregularity.OTHER_ENTERPRISE, {"scanned": check_in.credit_code, "planned": planned.credit_code})
        )
    return found


def _of_plan(check_in: CheckIn, planned: Planned) -> list[Breach]:
    found = []
    if check_in.on != planned.visit_on:
        found.append(Breach(Irregularity.WRONG_DAY, {"planned": planned.visit_on, "entered": check_in.on}))
    strangers = sorted((check_in.present | {check_in.inspector}) - planned.team)
    if strangers:
        found.append(Breach(Irregularity.NOT_IN_TEAM, {"inspectors": strangers}))
    return found


def time_breaches(made_at: datetime, received_at: datetime, skew_ms: int | None) -> list[Breach]:
    """What the phone's clock and the delay give reason to look at; neither ever decides an order."""
    late = received_at - made_at > LATE
    if clock_is_suspect(made_at, received_at, skew_ms):
        facts = {"made_at": made_at, "received_at": received_at, "skew_ms": skew_ms}
        return [Breach(Irregularity.CLOCK_SUSPECT, facts)]
    return [Breach(Irregularity.LATE_SYNC, {"made_at": made_at, "received_at": received_at})] if late else []


def clock_is_suspect(made_at: datetime, received_at: datetime, skew_ms: int | None) -> bool:
    """A phone known to be off, one that speaks from the future, or one that has forgotten the year."""
    off = skew_ms is not None and abs(skew_ms) > SKEW_TOLERANCE_MS
    return off or made_at - received_at > CLOCK_TOLERANCE or received_at - made_at > BELIEVABLE


def happened_at(made_at: datetime, received_at: datetime, skew_ms: int | None) -> datetime:
    """The best we know of when it was: the phone's word, corrected by its last measured skew, else our receipt."""
    corrected = made_at - timedelta(milliseconds=skew_ms) if skew_ms else made_at
    believable = received_at - BELIEVABLE <= corrected <= received_at + CLOCK_TOLERANCE
    return corrected if believable else received_at


def outcome(inspected: Inspected) -> Outcome | None:
    """The result of one item; none where it was planned and nobody looked at it."""
    if inspected.corrections:
        return Outcome.CORRECTION_ORDERED
    if inspected.findings or LineValue.NONCONFORMING in inspected.values:
        return Outcome.PROBLEMS_FOUND
    if any(value is not LineValue.NOT_INSPECTED for value in inspected.values):
        return Outcome.NO_PROBLEM
    return inspected.stated


def value(inspected: Inspected, outcome: Outcome) -> LineValue:
    """合格、不合格、未检查、合理缺项: how an item stands as a whole, from its lines."""
    if outcome is not Outcome.NO_PROBLEM:
        return LineValue.NONCONFORMING
    told = set(inspected.values)
    if told and told <= {LineValue.NOT_APPLICABLE, LineValue.NOT_INSPECTED}:
        return LineValue.NOT_APPLICABLE if LineValue.NOT_APPLICABLE in told else LineValue.CONFORMING
    return LineValue.CONFORMING


def overall(outcomes: Iterable[Outcome]) -> Outcome:
    """The gravest of an agency's outcomes."""
    return max(outcomes, key=list(Outcome).index, default=Outcome.NO_PROBLEM)


def is_complete(entered: Iterable[str], closed: Iterable[str]) -> bool:
    """A visit is complete when every agency that entered has closed."""
    return set(entered) <= set(closed)


def six_months_before(day: date) -> date:
    """半年以内: the same day six calendar months earlier, or that month's last day."""
    return months_before(day, HALF_YEAR)
