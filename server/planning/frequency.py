"""How often is too often: the yearly cap and the alarms other cities use, as data; pure counting."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from server.planning.rules import Period
from server.planning.settings import BadSettings
from server.vocabulary import Cause, Channel, Irregularity

CAUSED = (Cause.EMERGENCY, Cause.TIP_OFF)  # 有因检查
MOST = 366


class Alarm(NamedTuple):
    """One alarm: more visits than `most` in a calendar span or in a number of days.

    Counted are everybody's visits to the enterprise, or with `own` the agency's; `clean`: one inspector's without a
    finding, in the year.
    """

    code: str
    most: int
    span: str = ""
    days: int = 0
    caused: bool = True
    clean: bool = False
    own: bool = False


PRESETS: Mapping[str, tuple[Alarm, ...]] = {
    "chengdu": (
        Alarm("chengdu_day", most=1, span="day"),
        Alarm("chengdu_week", most=2, span="week"),
        Alarm("chengdu_month", most=3, span="month"),
        Alarm("chengdu_no_finding", most=2, span="year", clean=True),
    ),
    "hainan": (Alarm("hainan_60_days", most=2, days=60, caused=False),),
}
SPANS = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Limits:
    """What a jurisdiction set: its cap per agency and enterprise and year, whether it refuses, and its alarms."""

    yearly_cap: int | None = None  # 国办发〔2024〕54号: 年度检查频次上限
    refuse_over_cap: bool = False
    alarms: tuple[Alarm, ...] = (*PRESETS["chengdu"], *PRESETS["hainan"])


class Seen(NamedTuple):
    """One plan of a visit that stands: enough to count by."""

    visit: str
    visit_on: date
    agency: str | None
    channel: Channel | None
    cause: Cause | None
    items: frozenset[str]


@dataclass(frozen=True)
class Count:
    """How often with this plan, against how often at most; `item` for an item's cap, `who` for a person's series."""

    code: str
    count: int
    most: int
    item: str | None = None
    who: str | None = None

    @property
    def is_over(self) -> bool:
        return self.count > self.most

    @property
    def kind(self) -> Irregularity:
        """What oversight calls it."""
        if self.code == "yearly_cap":
            return Irregularity.OVER_CAP
        return Irregularity.NO_FINDING_SERIES if self.who else Irregularity.TOO_FREQUENT


def limits_from(given: Any) -> Limits:
    """Limits written as JSON; alarms are presets by name, or alarms spelt out."""
    if not isinstance(given, Mapping) or given.keys() - {"yearly_cap", "refuse_over_cap", "alarms"}:
        raise BadSettings("frequency")
    cap, refuse, named = given.get("yearly_cap"), given.get("refuse_over_cap", False), given.get("alarms")
    if type(refuse) is not bool or not (cap is None or (type(cap) is int and 0 < cap <= MOST)):
        raise BadSettings("frequency: yearly_cap")
    alarms = Limits().alarms if named is None else tuple(alarm for each in named for alarm in _alarms(each))
    return Limits(cap, refuse, alarms)


def _alarms(given: Any) -> Sequence[Alarm]:
    if isinstance(given, str) and given in PRESETS:
        return PRESETS[given]
    try:
        alarm = Alarm(**given)
    except TypeError as error:
        raise BadSettings(f"frequency: {given!r}") from error
    if not all(type(each) is int and 0 <= each <= MOST for each in (alarm.most, alarm.days)) or not alarm.most:
        raise BadSettings(f"frequency: {given!r}")
    if not isinstance(alarm.code, str) or (alarm.span not in SPANS and not alarm.days):
        raise BadSettings(f"frequency: {given!r}")
    return (alarm,)


def calendar_span(span: str, day: date) -> Period:
    """The day, its week from Monday, its month or its year."""
    if span == "day":
        return Period(day, day)
    if span == "week":
        return Period(day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()))
    first = day.replace(day=1) if span == "month" else date(day.year, 1, 1)
    next_first = (first + timedelta(days=32 if span == "month" else 366)).replace(day=1)
    return Period(first, next_first - timedelta(days=1))


def is_caused(channel: Channel | None, cause: Cause | None) -> bool:
    """有因检查: something happened at the enterprise."""
    return channel is Channel.RECHECK or cause in CAUSED


def counts_for_cap(cause: Cause | None) -> bool:
    """日常、个案、专项检查均计入, only special ones that a superior ordered do not."""
    return cause is not Cause.SUPERIOR_ORDER


def caps(new: Seen, seen: Iterable[Seen], jurisdiction: int | None, of_items: Mapping[str, int]) -> list[Count]:
    """年度上限: the agency's visits to the enterprise in the year, this one included, against each cap that is set."""
    if not counts_for_cap(new.cause):
        return []
    own = [
        each
        for each in (*seen, new)
        if each.agency == new.agency and each.visit_on.year == new.visit_on.year and counts_for_cap(each.cause)
    ]
    every = [Count("yearly_cap", visits(own), jurisdiction)] if jurisdiction else []
    of_item = {item: [each for each in own if item in each.items] for item in of_items}
    return every + [Count("yearly_cap", visits(of_item[item]), most, item) for item, most in of_items.items()]


def alarms(new: Seen, seen: Iterable[Seen], rules: Iterable[Alarm]) -> list[Count]:
    """The alarms about the enterprise that this plan would set off; joining a visit that stands sets off none."""
    seen = list(seen)
    if new.visit in {each.visit for each in seen}:
        return []
    counted = [(rule, frequency(rule, new, seen)) for rule in rules if not rule.clean]
    return [Count(rule.code, count, rule.most) for rule, count in counted if count > rule.most]


def frequency(rule: Alarm, new: Seen, seen: Iterable[Seen]) -> int:
    """How many visits, this one included, fall into the rule's span around this one's day."""
    if rule.own:
        seen = [each for each in seen if each.agency == new.agency]
    if not rule.caused:
        seen = [each for each in seen if not is_caused(each.channel, each.cause)]
        if is_caused(new.channel, new.cause):
            return 0
    if rule.span:
        return visits(each for each in (*seen, new) if each.visit_on in calendar_span(rule.span, new.visit_on))
    return most_within(rule.days, new, seen)


def most_within(days: int, new: Seen, seen: Iterable[Seen]) -> int:
    """The most visits that any stretch of so many days which holds the new one's day has."""
    around = [each for each in (*seen, new) if abs((each.visit_on - new.visit_on).days) < days]
    starts = [each.visit_on for each in around if each.visit_on <= new.visit_on]
    return max(visits(each for each in around if 0 <= (each.visit_on - start).days < days) for start in starts)


def series(clean: Mapping[str, int], rules: Collection[Alarm]) -> list[Count]:
    """The people of the team who visited the enterprise too often this year without finding anything."""
    most = min((rule.most for rule in rules if rule.clean), default=None)
    code = next((rule.code for rule in rules if rule.clean), "")
    if most is None:
        return []
    return [Count(code, count, most, who=who) for who, count in clean.items() if count > most]


def visits(seen: Iterable[Seen]) -> int:
    """How many visits these plans make: one for all that share it."""
    return len({each.visit for each in seen})
