"""Reads a jurisdiction's planning settings from a JSON object; what it leaves out keeps its default."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson

from server.planning.values import Settings

CHOICES = {
    "object_scope": ("premises", "entity"),
    "day_policy": ("anchor", "open"),
    "recognition": ("everyone", "participants"),
}
MOST = {"freeze_hour": 23, "result_valid_months": 60}  # anything else is counted in days
MOST_DAYS = 366


class BadSettings(ValueError):
    """Which setting is unknown or out of its range."""


def read_settings(text: bytes | str) -> Settings:
    """Settings written as JSON."""
    try:
        return settings_from(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        raise BadSettings("not JSON") from error


def settings_from(given: Any) -> Settings:
    """Settings that planning can work with."""
    if not isinstance(given, Mapping):
        raise BadSettings("not an object")
    for name, value in given.items():
        if name not in asdict(Settings()) or not in_range(name, value):
            raise BadSettings(f"{name}: {value!r}")
    return Settings(**given)


def in_range(name: str, value: Any) -> bool:
    """Whether a value may stand for a setting."""
    if name in CHOICES:
        return value in CHOICES[name]
    return type(value) is int and 0 <= value <= MOST.get(name, MOST_DAYS)
