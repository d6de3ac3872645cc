"""Reads of shared lines: those that stand, and which lines of an item's versions they stand for."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from server.db import ask, db
from server.registry.sharing_rules import line_of
from server.registry.sharing_tables import SharedLineRow

SHARED = SharedLineRow.__table__.c
STANDING = (
    select(SHARED.id, SHARED.content, SHARED.members)
    .where(SHARED.stands_since.is_not(None), SHARED.ended_at.is_(None))
    .order_by(SHARED.number)
)
# One that has ended still says what a phone meant that had not heard of its end.
NAMED = select(SHARED.id, SHARED.members).where(
    SHARED.id.in_(bindparam("ids", expanding=True)), SHARED.stands_since.is_not(None)
)


def all_versions() -> list[SharedLineRow]:
    """Every shared line, the newest version of each first."""
    wanted = select(SharedLineRow).order_by(SharedLineRow.number.desc(), SharedLineRow.version.desc())
    return list(db.session.scalars(wanted))


def standing() -> list[Any]:
    """The shared lines that stand today."""
    return list(ask(STANDING, {}))


def members_of(ids: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The members of those shared lines that stand or once stood."""
    return {row.id: row.members for row in ask(NAMED, {"ids": sorted(ids)})}


def marks(version: Any, shared: Iterable[Any]) -> dict[str, Any]:
    """By line of an item's version, the shared line that stands for it."""
    found = ((line_of(member, version.item_id, version.lines), each) for each in shared for member in each.members)
    return {line: each for line, each in found if line is not None}
