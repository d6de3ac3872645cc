"""One line of the replay format, read strictly: what is missing or malformed is an error, never a guess."""

from datetime import date, datetime
from typing import Any, NamedTuple

import orjson

from server.planning.rules import LOCAL
from server.planning.values import Plan
from server.vocabulary import Cause, Channel

EVENTS = ("plan.filed", "plan.withdrawn", "visit.started", "visit.completed", "clock")
CHANNELS = {str(channel): channel for channel in Channel}
CAUSES = {str(cause): cause for cause in Cause}


class BadLine(ValueError):
    """Why a line cannot be read or cannot have happened."""


class Line(NamedTuple):
    """When something happened (in local time), what, and its particulars."""

    at: datetime
    event: str
    facts: dict[str, Any]


def read_line(text: bytes | str) -> Line:
    """A line of the log, with its event known and its time local."""
    try:
        facts = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadLine("not JSON") from error
    if not isinstance(facts, dict):
        raise BadLine("not an object")
    event = words(facts, "event")
    if event not in EVENTS:
        raise BadLine(f"unknown event {event!r}")
    return Line(moment(facts, "at"), event, facts)


def read_plan(facts: dict[str, Any], filed_no: int) -> Plan:
    """The plan that a `plan.filed` line files; what does not count on its channel is left out."""
    channel = CHANNELS.get(words(facts, "channel"))
    if channel is None:
        raise BadLine(f"unknown channel {facts['channel']!r}")
    green = channel is Channel.GREEN
    if green and not facts.get("reference"):
        raise BadLine("a green plan without reference")
    return Plan(
        id=words(facts, "plan"),
        agency=words(facts, "agency"),
        items=items(facts),
        channel=channel,
        visit_on=day(facts, "visit_on"),
        filed_no=filed_no,
        cause=CAUSES.get(str(facts.get("cause"))) if green else None,
        earliest=day_or_none(facts, "earliest"),
        latest=day_or_none(facts, "latest"),
        fixed_day=yes_or_no(facts, "fixed_day", default=False),
        urgent=yes_or_no(facts, "urgent", default=True),
    )


def read_object(facts: dict[str, Any]) -> tuple[str, int]:
    """The premises a plan is for: credit code and premises number."""
    premises = field(facts, "premises")
    if type(premises) is not int:
        raise BadLine("premises is not a whole number")
    return words(facts, "credit_code"), premises


def field(facts: dict[str, Any], name: str) -> Any:
    """A field that has to be there."""
    try:
        return facts[name]
    except KeyError:
        raise BadLine(f"{name} is missing") from None


def words(facts: dict[str, Any], name: str) -> str:
    """A field that has to say something."""
    value = field(facts, name)
    if not isinstance(value, str) or not value:
        raise BadLine(f"{name} is not a text")
    return value


def items(facts: dict[str, Any]) -> frozenset[str]:
    """The inspection items of a plan, at least one."""
    codes = field(facts, "items")
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise BadLine("items is not a list of texts")
    return frozenset(codes)


def day(facts: dict[str, Any], name: str) -> date:
    """A calendar day written YYYY-MM-DD."""
    text = words(facts, name)
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise BadLine(f"{name} is not a day") from error
    if found.isoformat() != text:
        raise BadLine(f"{name} is not a day")
    return found


def day_or_none(facts: dict[str, Any], name: str) -> date | None:
    """A calendar day that may be left out."""
    return None if facts.get(name) is None else day(facts, name)


def yes_or_no(facts: dict[str, Any], name: str, *, default: bool) -> bool:
    """A choice that may be left out."""
    value = facts.get(name)
    if value is None:
        return default
    if not isinstance(value, bool):
        raise BadLine(f"{name} is neither true nor false")
    return value


def moment(facts: dict[str, Any], name: str) -> datetime:
    """A moment with its offset, as the clock in Shanghai shows it."""
    text = words(facts, name)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLine(f"{name} is not a time") from error
    if found.tzinfo is None:
        raise BadLine(f"{name} has no offset")
    return found.astimezone(LOCAL)
