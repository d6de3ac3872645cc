"""`day_policy = open`: until the enterprise must be told, a visit's day may shift to one that all its plans accept."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from server.planning import rules
from server.planning.kinds import kind
from server.planning.rules import DAY, Period, days_apart
from server.planning.values import Plan, Settings, Visit


def visit_shifted_for(
    plan: Plan, joinable: Sequence[Visit], visits: Iterable[Visit], settings: Settings, at: datetime
) -> Visit | None:
    """The visit that takes plans up first among those that can shift to suit a plan too, on the day nearest its own."""
    others = list(visits)
    for visit in sorted(joinable, key=rules.takes_first):
        if any(rules.repeats(plan, other) for other in visit.plans):
            continue
        for day in days_for(plan, visit, settings, at.date()):
            if not rules.is_quiet(day, [other for other in others if other.id != visit.id], settings):
                return replace(visit, visit_on=day)
    return None


def days_for(plan: Plan, visit: Visit, settings: Settings, today: date) -> Iterator[date]:
    """The days all would accept, the nearest to the visit's own first; none once the enterprise must be told."""
    told_from = today + settings.notice_days * DAY
    if visit.visit_on < told_from or not all(kind(each).movable for each in (plan, *visit.plans)):
        return
    ranges = [accepted(plan, plan.visit_on, settings), *(accepted(p, visit.visit_on, settings) for p in visit.plans)]
    first, last = max([told_from, *(each.first for each in ranges)]), min(each.last for each in ranges)
    days = (first + number * DAY for number in range((last - first).days + 1))
    yield from sorted(days, key=lambda day: (days_apart(day, visit.visit_on), day))


def accepted(plan: Plan, stands_on: date, settings: Settings) -> Period:
    """The days a movable plan accepts, and where it stands: a deferred one stands outside its own range."""
    around = settings.merge_days * DAY
    first = max(plan.visit_on - around, plan.earliest or date.min)
    last = min(plan.visit_on + around, plan.latest or date.max)
    return Period(min(first, stands_on), max(last, stands_on))
