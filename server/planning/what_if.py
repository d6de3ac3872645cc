"""What an object's visits could come down to if plans moved: the fewest days that meet every plan's window."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from server.planning import rules
from server.planning.kinds import is_covert, kind
from server.planning.rules import DAY, Period, days_apart
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import VisitState

ALWAYS = Period(date.min, date.max)


class Comparison(NamedTuple):
    """How many visits: one for each plan, as merged, and the fewest within the usual range and within a wider one."""

    filed: int
    merged: int
    fewest: int
    wider: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Visits of one object that could be a single one on a day; agencies whose plans change their day have to agree."""

    place: str
    day: date
    visits: tuple[Visit, ...]

    @property
    def moving(self) -> tuple[Visit, ...]:
        """The visits that do not stand on the day yet."""
        return tuple(visit for visit in self.visits if visit.visit_on != self.day)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Who has to agree, each once."""
        return tuple(sorted({plan.agency for visit in self.moving for plan in visit.plans}))

    @property
    def saved(self) -> int:
        """How many visits fewer the enterprise would receive."""
        return len(self.visits) - 1


def compare(places: Mapping[str, Sequence[Visit]], reach: int, wider: int, alone: int = 0) -> Comparison:
    """The numbers for every object together, with those of a single plan each that the caller has counted already.

    Visits that were cancelled or lapsed are left out by the caller.
    """
    one_plan = alone + sum(len(visits) == 1 and len(visits[0].plans) == 1 for visits in places.values())
    together = [
        (sum(len(visit.plans) for visit in visits), len(visits), fewest(visits, reach), fewest(visits, wider))
        for visits in places.values()
        if len(visits) > 1 or any(len(visit.plans) > 1 for visit in visits)
    ]
    return Comparison(*(one_plan + sum(each) for each in zip(*together, strict=True))) if together else (
        Comparison(*[one_plan] * 4)
    )  # fmt: skip


def fewest(visits: Iterable[Visit], reach: int) -> int:
    """The fewest visits of one object if each movable plan may move `reach` days; a covert plan stays alone."""
    alone = sum(is_covert(plan) for visit in visits for plan in visit.plans)
    windows = [window(plan, visit.visit_on, reach) for visit in visits for plan in visit.plans if not is_covert(plan)]
    return alone + days_needed(windows)


def days_needed(windows: Iterable[Period]) -> int:
    """The fewest days that meet every window.

    Whoever ends first has to be met by his last day, and no earlier day meets more of the others. The windows met last
    so do not overlap, so every choice of days needs at least as many.
    """
    met, days = date.min, 0
    for window in sorted(windows, key=lambda each: each.last):
        if window.first > met:
            met, days = window.last, days + 1
    return days


def window(plan: Plan, stands_on: date, reach: int) -> Period:
    """The days a plan can be done on: around the day it asked for, within its earliest and latest, and where it stands.

    A plan that was deferred or moved with consent stands outside its own range; the days up to there are then its own.
    """
    if not kind(plan).movable:
        return Period(stands_on, stands_on)
    first = max(plan.visit_on - reach * DAY, plan.earliest or date.min)
    last = min(plan.visit_on + reach * DAY, plan.latest or date.max)
    return Period(min(first, stands_on), max(last, stands_on))


def proposals(
    place: str, visits: Sequence[Visit], settings: Settings, at: datetime, reach: int, days: Period = ALWAYS
) -> list[Proposal]:
    """Which open visits of an object that stand in a period could be one; every proposal stands by itself."""
    first_day = first_open_day(settings, at)
    movable = [visit for visit in visits if visit.visit_on in days and rules.takes_plans(visit, first_day)]
    found = []
    for group in gatherings(movable, first_day, reach) if len(movable) > 1 else ():
        day = best_day(group, visits, settings, first_day, reach)
        if day:
            found.append(Proposal(place, day, tuple(sorted(group, key=lambda visit: visit.visit_on))))
    return found


def first_open_day(settings: Settings, at: datetime) -> date:
    """The first day whose visits are not frozen yet."""
    local = at.astimezone(rules.LOCAL)
    return local.date() + (1 if local.hour < settings.freeze_hour else 2) * DAY


def gatherings(visits: Sequence[Visit], first_day: date, reach: int) -> Iterator[list[Visit]]:
    """Two or more visits whose plans all accept a common day, none asking for what another of its agency asks for."""
    waiting = [(common_window([visit], first_day, reach), visit) for visit in visits]
    waiting.sort(key=lambda each: each[0].last)
    while waiting:
        day = waiting[0][0].last
        group: list[Visit] = []
        for period, visit in waiting:
            if day in period and not repeat_each_other(visit, group):
                group.append(visit)
        waiting = [each for each in waiting[1:] if each[1] not in group]
        if len(group) > 1:
            yield group


def common_window(visits: Iterable[Visit], first_day: date, reach: int) -> Period:
    """The days on which every plan of these visits can be done, from a day on."""
    windows = [window(plan, visit.visit_on, reach) for visit in visits for plan in visit.plans]
    return Period(max([first_day, *(each.first for each in windows)]), min(each.last for each in windows))


def repeat_each_other(visit: Visit, others: Iterable[Visit]) -> bool:
    """Whether an agency would ask twice for one item on the same day."""
    there = [plan for other in others for plan in other.plans]
    return any(rules.repeats(plan, other) for plan in visit.plans for other in there)


def best_day(
    group: Sequence[Visit], visits: Iterable[Visit], settings: Settings, first_day: date, reach: int
) -> date | None:
    """Of the days for a group the one where most stand already, then the nearest to what was asked."""
    plans = [plan for visit in group for plan in visit.plans]

    def cost(day: date) -> tuple[int, int, date]:
        moved = sum(len(visit.plans) for visit in group if visit.visit_on != day)
        return moved, sum(days_apart(plan.visit_on, day) for plan in plans), day

    return min(days_for(group, visits, settings, first_day, reach), key=cost, default=None)


def days_for(
    group: Sequence[Visit], visits: Iterable[Visit], settings: Settings, first_day: date, reach: int
) -> list[date]:
    """The days from a first one on that all of a group accept and no other visit's quiet period bars."""
    common = common_window(group, first_day, reach)
    days = [common.first + number * DAY for number in range((common.last - common.first).days + 1)]
    if not any(kind(plan).stopped for visit in group for plan in visit.plans):
        return days
    quiet = rules.quiet_periods((visit for visit in visits if visit not in group), settings)
    return [day for day in days if not any(day in period for period in quiet)]


def gathered(visits: Sequence[Visit], day: date) -> list[Visit]:
    """The visits once they are a single one on a day: the one that takes plans up first keeps its place."""
    taking = min(visits, key=rules.takes_first)
    plans = sorted((plan for visit in visits for plan in visit.plans), key=lambda plan: plan.filed_no)
    given_up = [replace(visit, plans=(), state=VisitState.CANCELLED) for visit in visits if visit is not taking]
    return [replace(taking, visit_on=day, plans=tuple(plans)), *given_up]
