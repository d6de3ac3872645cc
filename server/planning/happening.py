"""What each event of a log does to the district, and the decision it calls for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from server.planning import answers
from server.planning.district import District
from server.planning.lines import BadLine, day, read_object, read_plan, words
from server.planning.own_lines import read_settings, read_standing, visit_ids

Facts = dict[str, Any]
Happening = Callable[[District, Facts, datetime, int], str | None]


def filed(district: District, facts: Facts, at: datetime, number: int) -> str:
    """A plan is filed."""
    plan = read_plan(facts, number)
    return answers.filing(number, plan, *district.file(plan, read_object(facts), at))


def withdrawn(district: District, facts: Facts, at: datetime, number: int) -> str:
    """A plan is withdrawn."""
    plan_id = words(facts, "plan")
    return answers.withdrawal(number, plan_id, *district.withdraw(plan_id, at))


def started(district: District, facts: Facts, at: datetime, _number: int) -> None:
    """A visit is started."""
    district.start(words(facts, "visit"), at)


def completed(district: District, facts: Facts, at: datetime, _number: int) -> None:
    """A visit is completed."""
    district.complete(words(facts, "visit"), at)


def moved(district: District, facts: Facts, at: datetime, _number: int) -> None:
    """A whole visit is moved to another day."""
    district.move(words(facts, "visit"), day(facts, "visit_on"), at)


def gathered(district: District, facts: Facts, at: datetime, _number: int) -> None:
    """Visits of one enterprise become one."""
    district.gather(visit_ids(facts), day(facts, "visit_on"), at)


def stood(district: District, facts: Facts, _at: datetime, _number: int) -> None:
    """A visit stands since before the log began."""
    district.stand(read_standing(facts), read_object(facts))


def ruled(district: District, facts: Facts, _at: datetime, _number: int) -> None:
    """The district goes over to other settings."""
    district.rule_by(read_settings(facts))


def passed(_district: District, _facts: Facts, _at: datetime, _number: int) -> None:
    """Time passes."""


EVENTS: dict[str, Happening] = {
    "plan.filed": filed,
    "plan.withdrawn": withdrawn,
    "visit.started": started,
    "visit.completed": completed,
    "visit.moved": moved,
    "visit.gathered": gathered,
    "visit.stands": stood,
    "settings.changed": ruled,
    "clock": passed,
}


def event(facts: Facts) -> Happening:
    """What a line tells of."""
    try:
        return EVENTS[facts["event"]]
    except (KeyError, TypeError):
        raise BadLine(f"unknown event {words(facts, 'event')!r}") from None
