"""One line of the replay format, read strictly: what is missing or malformed is an error, never a guess."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from sys import intern
from typing import Any

import orjson

from server.planning.kinds import GREEN
from server.planning.rules import BEIJING_TIME, LAST_SUMMER_TIME, local
from server.planning.values import Plan
from server.vocabulary import Cause, Channel

CHANNELS = {str(channel): channel for channel in Channel}
CAUSES = {str(cause): cause for cause in Cause}
IN_FULL = itemgetter(
    *("plan", "agency", "items", "channel", "cause", "reference"),
    *("visit_on", "earliest", "latest", "fixed_day", "urgent"),
)


HOUR = re.compile(r"T([01]\d|2[0-3])", re.ASCII)
REST_OF_HOUR = re.compile(r":([0-5]\d):([0-5]\d)\+08:00", re.ASCII)


class BadLine(ValueError):
    """Why a line cannot be read or cannot have happened."""


def read_facts(text: bytes | str) -> dict[str, Any] | None:
    """What a line of the log says; a blank one says nothing."""
    try:
        facts: dict[str, Any] = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if not text or text.isspace():
            return None
        raise BadLine("not JSON") from error
    if facts.__class__ is not dict:
        raise BadLine("not an object")
    return facts


def read_plan(facts: dict[str, Any], filed_no: int) -> Plan:
    """The plan that a line files: read at one go where all is there and as it should be, else field by field."""
    try:
        plan_id, agency, codes, name, cause, reference, asked, earliest, latest, fixed_day, urgent = IN_FULL(facts)
        channel, green = CHANNELS[name], name == GREEN
        if (
            (plan_id.__class__ is agency.__class__ is str and plan_id and agency)
            and (codes.__class__ is list and fixed_day.__class__ is urgent.__class__ is bool)
            and (not green or reference)
        ):
            return Plan(  # in the order of its fields: naming them would double the time this takes
                plan_id,
                intern(agency),
                one_set(tuple(codes)),
                channel,
                DAYS[asked],
                filed_no,
                CAUSES.get(cause) if green else None,
                DAYS[earliest] if earliest is not None else None,
                DAYS[latest] if latest is not None else None,
                fixed_day,
                urgent,
            )
    except (KeyError, TypeError):
        pass
    return read_field_by_field(facts, filed_no)


def read_field_by_field(facts: dict[str, Any], filed_no: int) -> Plan:
    """The plan that a line files; what does not count on its channel is left out."""
    channel = CHANNELS.get(words(facts, "channel"))
    if channel is None:
        raise BadLine(f"unknown channel {facts['channel']!r}")
    green = channel is GREEN
    if green and not facts.get("reference"):
        raise BadLine("a green plan without reference")
    return Plan(
        words(facts, "plan"),
        intern(words(facts, "agency")),
        items(facts),
        channel,
        day(facts, "visit_on"),
        filed_no,
        CAUSES.get(str(facts.get("cause"))) if green else None,
        None if facts.get("earliest") is None else day(facts, "earliest"),
        None if facts.get("latest") is None else day(facts, "latest"),
        yes_or_no(facts, "fixed_day", default=False),
        yes_or_no(facts, "urgent", default=True),
    )


def read_object(facts: dict[str, Any]) -> tuple[str, int]:
    """The premises a plan is for: credit code and premises number."""
    premises = facts.get("premises")
    if premises.__class__ is int:
        return words(facts, "credit_code"), premises
    field(facts, "premises")
    raise BadLine("premises is not a whole number")


def field(facts: dict[str, Any], name: str) -> Any:
    """A field that has to be there."""
    if name not in facts:
        raise BadLine(f"{name} is missing")
    return facts[name]


def words(facts: dict[str, Any], name: str) -> str:
    """A field that has to say something."""
    value = facts.get(name)
    if value.__class__ is str and value:
        return value
    field(facts, name)
    raise BadLine(f"{name} is not a text")


def items(facts: dict[str, Any]) -> frozenset[str]:
    """The inspection items of a plan, at least one."""
    codes = field(facts, "items")
    if codes.__class__ is list:
        try:
            return one_set(tuple(codes))
        except TypeError:
            pass
    raise BadLine("items is not a list of texts")


@lru_cache(maxsize=16_384)
def one_set(codes: tuple[str, ...]) -> frozenset[str]:
    """The set of these codes, held once for all the plans that name them."""
    if not codes or {code.__class__ for code in codes} != {str}:
        raise TypeError
    return frozenset(codes)


def day(facts: dict[str, Any], name: str) -> date:
    """A calendar day written YYYY-MM-DD."""
    try:
        return DAYS[words(facts, name)]
    except KeyError as error:
        raise BadLine(f"{name} is not a day") from error


class Days(dict[str, date]):
    """The day each text means, written YYYY-MM-DD and no other way; held once for all the plans that ask for it."""

    def __missing__(self, text: str) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError as error:
            raise KeyError(text) from error
        if found.isoformat() != text:
            raise KeyError(text)
        self[text] = found
        return found


DAYS = Days()


def yes_or_no(facts: dict[str, Any], name: str, *, default: bool) -> bool:
    """A choice that may be left out."""
    value = facts.get(name)
    if value.__class__ is bool:
        return value
    if value is not None:
        raise BadLine(f"{name} is neither true nor false")
    return default


def moment(facts: dict[str, Any], name: str) -> datetime:
    """A moment with its offset, as the clock in Shanghai shows it."""
    text = words(facts, name)
    try:
        return BEIJING_HOURS[text[:13]] + RESTS_OF_HOUR[text[13:]]
    except KeyError:
        return moment_of_any_kind(text, name)


def moment_of_any_kind(text: str, name: str) -> datetime:
    """A moment with whatever offset, in any of the ways that ISO 8601 has."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLine(f"{name} is not a time") from error
    if found.tzinfo is None:
        raise BadLine(f"{name} has no offset")
    return local(found)


class BeijingHours(dict[str, datetime]):
    """When each hour written YYYY-MM-DDTHH begins in Beijing; a log stays in one for many lines."""

    def __missing__(self, text: str) -> datetime:
        day, hour = DAYS[text[:10]], HOUR.fullmatch(text[10:])
        if not hour or day.year <= LAST_SUMMER_TIME:
            raise KeyError(text)
        begins = self[text] = datetime(day.year, day.month, day.day, int(hour[1]), tzinfo=BEIJING_TIME)
        return begins


class RestsOfHour(dict[str, timedelta]):
    """How far into an hour of Beijing each time written :MM:SS+08:00 is."""

    def __missing__(self, text: str) -> timedelta:
        found = REST_OF_HOUR.fullmatch(text)
        if not found:
            raise KeyError(text)
        into = self[text] = timedelta(minutes=int(found[1]), seconds=int(found[2]))
        return into


BEIJING_HOURS, RESTS_OF_HOUR = BeijingHours(), RestsOfHour()
