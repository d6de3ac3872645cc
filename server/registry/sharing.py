"""共用条目: proposed by an agency or the bureau; stands once every agency whose line it is agrees; ended by any."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, next_number, transaction
from server.policy import Actor, may
from server.refusals import (
    NOT_FOUND,
    SHARED_ALREADY,
    SHARED_TOO_FEW,
    SHARED_UNKNOWN_LINE,
    SHARED_WITHOUT_WORDS,
    Refused,
)
from server.registry import versions
from server.registry.sharing_rules import FEWEST, reads_alike
from server.registry.sharing_tables import SharedLineRow
from server.vocabulary import Role

DECIDE = "shared_line.decide"
FOR_ALL = {Role.ADMIN, Role.SUPERVISOR}
LONGEST = 500
Members = list[dict[str, Any]]


def propose(content: str, chosen: Sequence[str], actor: Actor, follows: str = "") -> SharedLineRow:
    """Joins lines, each named `item|line`; `follows` is the shared line of which this is the next version."""
    if not 0 < len(content.strip()) <= LONGEST:
        raise Refused(SHARED_WITHOUT_WORDS, most=LONGEST)
    with transaction():
        lock("registry")
        before = _row(follows) if follows else None
        members = _members(chosen)
        _require_one_of(members, actor)
        _require_free(members, before)
        row = SharedLineRow(content=content.strip(), members=members, proposed_by=actor.account_id)
        row.number, row.version = _numbers(before)
        row.proposed_at, row.agreed = clock.now(), []
        db.session.add(row)
        _tell("shared_line.proposed", row, actor)
        _agree(row, sorted(_own(row, actor)), actor)
    return row


def agree(shared_id: str, actor: Actor) -> None:
    """An agency agrees for its lines, the bureau or admin for all; it stands once nobody's word is missing."""
    with transaction():
        lock("registry")
        row = _row(shared_id)
        agencies = agencies_of(row) if actor.roles & FOR_ALL else _own(row, actor)
        if not agencies:
            raise Refused(NOT_FOUND)
        if row.stands_since is None and row.ended_at is None:
            _agree(row, sorted(agencies), actor)


def end(shared_id: str, actor: Actor) -> None:
    """Any of its agencies, the bureau or admin ends it, or takes back what does not stand yet."""
    with transaction():
        lock("registry")
        row = _row(shared_id)
        if not may_decide(row, actor):
            raise Refused(NOT_FOUND)
        if row.ended_at is None:
            _end(row, actor)


def may_decide(row: SharedLineRow, actor: Actor) -> bool:
    """Whether somebody has a word in a shared line."""
    return bool(actor.roles & FOR_ALL or _own(row, actor))


def may_agree(row: SharedLineRow, actor: Actor) -> bool:
    """Whether the word of this person's agency, or of the bureau for all, is still missing."""
    return bool(missing(row) and (actor.roles & FOR_ALL or _own(row, actor) & set(missing(row))))


def agencies_of(row: SharedLineRow) -> set[str]:
    """The agencies whose lines are joined."""
    return {member["agency"] for member in row.members}


def missing(row: SharedLineRow) -> list[str]:
    """The agencies that have not agreed."""
    return sorted(agencies_of(row) - set(row.agreed))


def _agree(row: SharedLineRow, agencies: Sequence[str], actor: Actor) -> None:
    if agencies:
        row.agreed = sorted({*row.agreed, *agencies})
        _tell("shared_line.agreed", row, actor)
    if not missing(row):
        for other in db.session.scalars(_of_number(row.number)):
            if other.id != row.id and other.ended_at is None:
                _end(other, actor)
        row.stands_since = clock.now()
        _touch(row)


def _end(row: SharedLineRow, actor: Actor) -> None:
    row.ended_at = clock.now()
    _tell("shared_line.ended", row, actor)
    _touch(row)


def _members(chosen: Sequence[str]) -> Members:
    named = [each.rpartition("|")[::2] for each in dict.fromkeys(chosen)]
    known = versions.latest(item for item, _ in named)
    members = [_member(known.get(item), line) for item, line in named]
    if len({member["item"] for member in members}) < FEWEST:
        raise Refused(SHARED_TOO_FEW)
    return members


def _member(version: dict[str, Any] | None, line: str) -> dict[str, Any]:
    found = next((each for each in version["lines"] if each["line"] == line), None) if version else None
    if version is None or found is None:
        raise Refused(SHARED_UNKNOWN_LINE)
    words = {name: found[name] for name in ("line", "content", "standard")}
    return {"item": version["item_id"], "agency": version["agency"], "item_version": version["id"], **words}


def _require_one_of(members: Members, actor: Actor) -> None:
    if not any(may(DECIDE, actor, agency=member["agency"]) for member in members):
        raise Refused(NOT_FOUND)


def _require_free(members: Members, before: SharedLineRow | None) -> None:
    """A line is asked once: it belongs to one shared line, and stands in it once for its item."""
    if len({member["item"] for member in members}) < len(members):
        raise Refused(SHARED_ALREADY, content=members[0]["content"])
    standing = select(SharedLineRow).where(SharedLineRow.ended_at.is_(None))
    for row in db.session.scalars(standing):
        if before is None or row.number != before.number:
            taken = [each for each in members for other in row.members if _same(each, other)]
            if taken:
                raise Refused(SHARED_ALREADY, content=taken[0]["content"])


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["item"] == other["item"] and reads_alike(one, other)


def _numbers(before: SharedLineRow | None) -> tuple[int, int]:
    if before is None:
        return next_number("shared_line"), 1
    return before.number, max(row.version for row in db.session.scalars(_of_number(before.number))) + 1


def _of_number(number: int) -> Any:
    return select(SharedLineRow).where(SharedLineRow.number == number)


def _own(row: SharedLineRow, actor: Actor) -> set[str]:
    return agencies_of(row) & set(actor.agencies.get(Role.AGENCY_LEAD, ()))


def _touch(row: SharedLineRow) -> None:
    for item in {member["item"] for member in row.members}:
        versions.touch_all(item)


def _row(shared_id: str) -> SharedLineRow:
    row = db.session.get(SharedLineRow, shared_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _tell(kind: str, row: SharedLineRow, actor: Actor) -> None:
    db.session.flush()
    facts = {"content": row.content, "lines": [f"{each['item']}|{each['line']}" for each in row.members]}
    trail.append(kind, "shared_line", row.id, {**facts, "agreed": row.agreed}, account_id=actor.account_id)
