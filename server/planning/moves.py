"""Moving a whole visit to another day (weather, the enterprise asks): whether it may be, and who must consent."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from server.planning import rules
from server.planning.kinds import is_covert, kind
from server.planning.values import Plan, Settings, Visit
from server.refusals import (
    DAY_HAS_PASSED,
    MOVE_INTO_QUIET,
    MOVE_MEETS_VISIT,
    NOT_FOUND,
    NOT_LEADING,
    VISIT_NOT_MOVABLE,
    VISIT_STANDS_THERE,
    Refused,
)
from server.vocabulary import VisitState


def require_movable(visit: Visit) -> None:
    """A visit that has begun, and one that holds an emergency, keeps its day whatever its members say."""
    if visit.state is not VisitState.OPEN or rules.holds_emergency(visit):
        raise Refused(VISIT_NOT_MOVABLE)


def require_day_to_come(day: date, today: date) -> None:
    """Nobody moves a visit into the past."""
    if day < today:
        raise Refused(DAY_HAS_PASSED)


def require_another_day(visit: Visit, day: date) -> None:
    """To move a visit is to choose another day for it."""
    if day == visit.visit_on:
        raise Refused(VISIT_STANDS_THERE)


def require_outside_quiet_periods(
    visit: Visit, day: date, visits: Iterable[Visit], settings: Settings, at: datetime
) -> None:
    """A moved visit stays out of other visits' quiet periods; where one can be joined instead, the refusal names it."""
    others = [other for other in visits if other.id != visit.id]
    if not any(kind(plan).stopped for plan in visit.plans) or not rules.is_quiet(day, others, settings):
        return
    near = [other for other in others if rules.is_quiet(day, [other], settings)]
    if other := to_join_instead(visit, near, settings, at):
        raise Refused(MOVE_MEETS_VISIT, visit_on=day, join=other.visit_on)
    raise Refused(MOVE_INTO_QUIET, visit_on=day, barred_by=near[0].visit_on)


def to_join_instead(visit: Visit, near: Iterable[Visit], settings: Settings, at: datetime) -> Visit | None:
    """Of the visits near by that still take plans up the one on whose day every member could be inspected."""
    fitting = [
        other
        for other in near
        if rules.is_open(other, settings, at) and not unwilling(visit.plans, other.visit_on, settings)
    ]
    return min(fitting, key=rules.takes_first, default=None) if rules.is_open(visit, settings, at) else None


def unwilling(plans: Iterable[Plan], day: date, settings: Settings) -> list[Plan]:
    """The plans that do not accept a day by their own range; a covert one goes where its agency says."""
    return [plan for plan in plans if not (is_covert(plan) or rules.accepts_day(plan, day, settings))]


def must_consent(visit: Visit, day: date, settings: Settings, mover: str) -> tuple[str, ...]:
    """The agencies whose consent a day needs; who moves the visit consents by doing so."""
    return tuple(sorted({plan.agency for plan in unwilling(visit.plans, day, settings)} - {mover}))


def moved(visit: Visit, day: date) -> Visit:
    """The visit on its new day, its place in the filing order kept."""
    return replace(visit, visit_on=day)


def require_leading(visit: Visit, agency: str) -> None:
    """Only the agency that leads moves a visit; to agencies without a plan in it the visit is not there."""
    if not any(plan.agency == agency for plan in visit.plans):
        raise Refused(NOT_FOUND)
    lead = rules.leading(visit.plans)
    if lead is None or lead.agency != agency:
        raise Refused(NOT_LEADING)
