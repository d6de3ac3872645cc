"""Whether a plan waits for the agency's lead before it is filed: a setting of the jurisdiction, off by default."""

from collections.abc import Mapping
from typing import Any

from server import clock
from server.db import db
from server.planning import queries
from server.planning.values import NewPlan
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Channel


def is_asked_for(values: Mapping[str, Any]) -> bool:
    """Whether a version of the settings asks for the lead's approval."""
    return bool(values.get("approval", {}).get("required"))


def was_required(setting_version: int | None) -> bool:
    """Whether the settings of a version ask for the lead's approval."""
    row = db.session.get(SettingVersionRow, setting_version) if setting_version else None
    return bool(row and is_asked_for(row.values))


def is_required() -> bool:
    """Whether the settings of today ask for the lead's approval."""
    version, _ = queries.settings_on(clock.today())
    return was_required(version)


def must_wait(new: NewPlan) -> bool:
    """Whether a plan waits for approval before it is filed; an emergency is filed at once and approved within a day."""
    return not is_emergency(new) and is_required()


def is_emergency(new: NewPlan) -> bool:
    """应急."""
    return new.channel is Channel.GREEN and new.cause is Cause.EMERGENCY
