"""The conditions of filing, one function each: days, freeze, quiet period, lapse, lead."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from server.planning.kinds import is_covert, is_emergency, kind
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import VisitState

LOCAL = ZoneInfo("Asia/Shanghai")
EIGHT_HOURS = timedelta(hours=8)
BEIJING_TIME = timezone(EIGHT_HOURS)
LAST_SUMMER_TIME = 1991  # since then Beijing time is eight hours ahead all year
DAY = timedelta(days=1)
TWO_DAYS = 2 * DAY
DAYS_TO_START = 1  # a visit may still be started on the day after its own
START_WITHIN = DAYS_TO_START * DAY
OPEN = VisitState.OPEN
HELD = (VisitState.OPEN, VisitState.STARTED, VisitState.COMPLETED)
UNFINISHED = (VisitState.OPEN, VisitState.STARTED)


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def days_apart(one: date, other: date) -> int:
    """The distance of two calendar days, whichever comes first."""
    return abs((one - other).days)


def accepts_day(plan: Plan, day: date, settings: Settings) -> bool:
    """A plan that keeps its day accepts only that; a movable one the days around it, within its earliest and latest."""
    if not kind(plan).movable:
        return day == plan.visit_on
    near = days_apart(day, plan.visit_on) <= settings.merge_days
    return near and (plan.earliest or day) <= day <= (plan.latest or day)


def local(at: datetime) -> datetime:
    """A moment as the clock in Shanghai shows it."""
    if (at.tzinfo is BEIJING_TIME or at.utcoffset() == EIGHT_HOURS) and at.year > LAST_SUMMER_TIME:
        return at
    return at.astimezone(LOCAL)


def first_joinable_day(settings: Settings, at: datetime) -> date:
    """Visits freeze at 18:00 on the day before their own: until then tomorrow's can still be joined."""
    at = local(at)
    return at.date() + (DAY if at.hour < settings.freeze_hour else TWO_DAYS)


def joinable_now(visits: Sequence[Visit], settings: Settings, at: datetime) -> Sequence[Visit]:
    """The open ones of these visits."""
    if not visits:
        return visits
    first_day = first_joinable_day(settings, at)
    return [visit for visit in visits if takes_plans(visit, first_day)]


def is_open(visit: Visit, settings: Settings, at: datetime) -> bool:
    """A visit can be joined until its freeze and never after it started; a covert one never."""
    return takes_plans(visit, first_joinable_day(settings, at))


def takes_plans(visit: Visit, first_day: date) -> bool:
    """Whether a visit is open, when the first day whose visits can still be joined is known."""
    return visit.state is OPEN and visit.visit_on >= first_day and not is_sealed(visit)


def is_sealed(visit: Visit) -> bool:
    """A visit that holds a covert plan."""
    return any([is_covert(plan) for plan in visit.plans])


def has_lapsed(visit: Visit, today: date) -> bool:
    """A visit not started by the end of the day after its day lapses: a day cannot be squatted."""
    return visit.state is OPEN and today - visit.visit_on > START_WITHIN


def makes_quiet(visit: Visit) -> bool:
    """既定检查日前后各7个自然日: kept around a visit that stands and holds a plan which makes a quiet period."""
    return visit.state in HELD and any([kind(plan).makes_quiet for plan in visit.plans])


def quiet_period(visit: Visit, settings: Settings) -> Period:
    """The days a visit locks its object against visits founded by others."""
    around = settings.quiet_days * DAY
    return Period(visit.visit_on - around, visit.visit_on + around)


def is_quiet(day: date, visits: Iterable[Visit], settings: Settings) -> bool:
    """Whether a day lies in the quiet period of one of these visits."""
    return any([makes_quiet(visit) for visit in visits if days_apart(visit.visit_on, day) <= settings.quiet_days])


def quiet_periods(visits: Iterable[Visit], settings: Settings) -> list[Period]:
    """The quiet periods that stand for one object, earliest first."""
    return sorted([quiet_period(visit, settings) for visit in visits if makes_quiet(visit)])


def first_day_outside(periods: Iterable[Period], day: date) -> date:
    """The first day from `day` on that lies in none of the periods, which come earliest first."""
    for period in periods:
        if day in period:
            day = period.last + DAY
    return day


def holds_emergency(visit: Visit) -> bool:
    """A visit that at least one emergency plan holds."""
    return any([is_emergency(plan) for plan in visit.plans])


def leading(plans: Sequence[Plan]) -> Plan | None:
    """The plan that leads: an emergency first, then the earliest filed (先提报优先)."""
    if len(plans) == 1:
        return plans[0]
    return min(plans, key=lambda plan: (not is_emergency(plan), plan.filed_no), default=None)


def takes_first(visit: Visit) -> tuple[bool, int]:
    """The order in which visits take plans up: those that hold an emergency, then by their founding plan's filing."""
    return not holds_emergency(visit), visit.founded_no


def repeats(plan: Plan, other: Plan) -> bool:
    """Whether a plan has its own agency ask once more for an item of the other."""
    return plan.agency == other.agency and not plan.items.isdisjoint(other.items)


def is_withdrawable(visit: Visit, plan_id: str) -> bool:
    """A plan can be withdrawn while its visit is open or frozen."""
    return visit.state is VisitState.OPEN and any(plan.id == plan_id for plan in visit.plans)


def reach(settings: Settings) -> timedelta:
    """How long after its day a visit can still bear on what is filed: no plan asks for a day before its filing."""
    return max(settings.quiet_days, settings.merge_days, DAYS_TO_START) * DAY


def still_mattering(visits: Iterable[Visit], today: date, how_long: timedelta) -> list[Visit]:
    """Of these visits those that can still bear on what is filed from today on, when it is known how long they do."""
    return [
        visit
        for visit in visits
        if visit.state in HELD and today - visit.visit_on <= (START_WITHIN if visit.state is OPEN else how_long)
    ]
