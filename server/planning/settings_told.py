"""The settings of a jurisdiction as a log tells them: those in force as it begins, and each change on its day."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from server.db import db
from server.planning import rules
from server.planning.settings import settings_from
from server.planning.told import Event
from server.planning.values import Settings
from server.registry.tables import SettingVersionRow


def changes(first: date) -> Iterator[Event]:
    """The settings in force on the first day and every change after it; nothing where nobody ever set any."""
    before = None
    for day, settings in in_force(first):
        if settings != before:
            at = datetime.combine(day, time(), rules.LOCAL)
            yield Event(at, "", -1, {"event": "settings.changed", "settings": asdict(settings)})
        before = settings


def in_force(first: date) -> list[tuple[date, Settings]]:
    """From which day on which settings hold; from the first day those that held already, or the defaults."""
    versions = db.session.scalars(
        select(SettingVersionRow).order_by(SettingVersionRow.effective_on, SettingVersionRow.id)
    ).all()
    found = {first: Settings()} if versions else {}
    for row in versions:
        found[max(first, row.effective_on)] = settings_from(row.values.get("planning", {}))
    return sorted(found.items(), key=lambda each: each[0])


def longest_reach() -> timedelta:
    """How long a visit can bear on filings, whichever of the jurisdiction's settings hold."""
    return max(rules.reach(settings) for settings in (Settings(), *dict(in_force(date.min)).values()))
