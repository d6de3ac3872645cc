"""The versions of a jurisdiction's settings: which are in force, which are to come, and adding one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, transaction
from server.planning.frequency import limits_from
from server.planning.retention import retention_from
from server.planning.settings import BadSettings, settings_from
from server.planning.terms import terms_from
from server.refusals import INVALID, SETTINGS_START_LATER, Refused
from server.registry.tables import SettingVersionRow


def versions() -> Sequence[SettingVersionRow]:
    """Every version, the one that counts last first."""
    newest = select(SettingVersionRow).order_by(SettingVersionRow.effective_on.desc(), SettingVersionRow.id.desc())
    return db.session.scalars(newest).all()


def coming(today: date) -> Sequence[SettingVersionRow]:
    """The versions that are not in force yet, the next one first."""
    return [row for row in reversed(versions()) if row.effective_on > today]


def one(number: int | None) -> SettingVersionRow | None:
    """A version by its number."""
    return db.session.get(SettingVersionRow, number) if number else None


def next_one(
    planning: Mapping[str, Any], *, effective_on: date, note: str, approval: bool | None = None,
    frequency: Mapping[str, Any] | None = None, terms: Mapping[str, Any] | None = None,
    retention: Mapping[str, Any] | None = None,
) -> SettingVersionRow:  # fmt: skip
    """The version that would be added; what is not named is carried over from the one before."""
    if effective_on <= clock.today():
        raise Refused(SETTINGS_START_LATER, today=clock.today())
    try:
        settings_from(planning)
        limits_from(frequency or {})
        terms_from(terms or {})
        retention_from(retention or {})
    except BadSettings as error:
        raise Refused(INVALID, fields=_("规则参数")) from error
    row = _next(dict(planning), effective_on, note)
    asked = None if approval is None else {"required": approval}
    named = {"approval": asked, "frequency": frequency, "terms": terms, "retention": retention}
    row.values = {**row.values, **{name: value for name, value in named.items() if value is not None}}
    return row


def before(effective_on: date) -> Mapping[str, Any]:
    """The values that hold until a version of that day takes effect."""
    standing = next((row for row in versions() if row.effective_on <= effective_on), None)
    return standing.values if standing else {}


def add(planning: Mapping[str, Any], *, account_id: str | None, **facts: Any) -> int:
    """Adds a version from a day to come, as `next_one` describes it."""
    with transaction():
        lock("settings")
        row = next_one(planning, **facts)
        db.session.add(row)
        told = {"effective_on": row.effective_on, "note": row.note, "values": row.values}
        trail.append("settings.added", "settings", str(row.id), told, account_id=account_id)
        return row.id


def _next(planning: dict[str, Any], effective_on: date, note: str) -> SettingVersionRow:
    carried = before(effective_on)
    kept = {**carried.get("planning", {}), **planning}
    number = max((row.id for row in versions()), default=0) + 1
    return SettingVersionRow(
        id=number, effective_on=effective_on, values={**carried, "planning": kept}, note=note, made_at=clock.now()
    )
