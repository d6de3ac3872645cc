"""The versions of a jurisdiction's settings: which are in force, which are to come, and adding one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, transaction
from server.planning.settings import BadSettings, settings_from
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


def add(
    planning: Mapping[str, Any], *, effective_on: date, note: str, account_id: str | None,
    approval: bool | None = None,
) -> int:  # fmt: skip
    """Adds a version from a day to come; settings that are not named are carried over from the one before."""
    if effective_on <= clock.today():
        raise Refused(SETTINGS_START_LATER, today=clock.today())
    try:
        settings_from(planning)
    except BadSettings as error:
        raise Refused(INVALID, fields=_("规则参数")) from error
    with transaction():
        lock("settings")
        row = _next(dict(planning), effective_on, note)
        if approval is not None:
            row.values = {**row.values, "approval": {"required": approval}}
        db.session.add(row)
        facts = {"effective_on": effective_on, "note": note, "values": row.values}
        trail.append("settings.added", "settings", str(row.id), facts, account_id=account_id)
        return row.id


def _next(planning: dict[str, Any], effective_on: date, note: str) -> SettingVersionRow:
    standing = versions()
    before = next((row for row in standing if row.effective_on <= effective_on), None)
    carried = before.values if before else {}
    kept = {**carried.get("planning", {}), **planning}
    number = max((row.id for row in standing), default=0) + 1
    return SettingVersionRow(
        id=number, effective_on=effective_on, values={**carried, "planning": kept}, note=note, made_at=clock.now()
    )
