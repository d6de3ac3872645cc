"""What the manager's phone checks by itself: the entries of a visit with their places in the log."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from server.config import Settings
from server.db import ask, db
from server.planning.tables import VisitRow
from server.refusals import LOG_NOT_SIGNED, Refused
from server.registry.tables import PremisesRow
from server.trail import checkpoints, proving
from server.trail.removals import REMOVED
from server.trail.tables import CheckpointRow, EpochRow, LeafRow, TrailEntryRow
from server.trail.tiles import Tiles
from server.visits.numbering import COUNTED

# What the inspectors recorded at the enterprise, and what of it was removed by law; of anything else said about the
# visit it learns only that it stands.
TOLD = frozenset(
    {
        "visit.opened", "line.answered", "finding.recorded", "finding.withdrawn", "evidence.taken",
        "statement.recorded", "visit.closed", REMOVED,
    }
)  # fmt: skip
LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
OF_VISITS = (
    select(LEAF.log_index, LEAF.salt, LEAF.commitment, ENTRY.id, ENTRY.kind, ENTRY.body, ENTRY.code)
    .join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id)
    .where(ENTRY.entity == "visit", LEAF.log_index < bindparam("size"))
)
OF_VISIT = OF_VISITS.where(ENTRY.entity_id == bindparam("visit")).order_by(LEAF.log_index)
MOST_COUNTS = 50  # among fewer the phone expects the first number (pwa/app/rules/proving.ts)
COUNTS = (
    OF_VISITS.join(VisitRow, VisitRow.id == ENTRY.entity_id)
    .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(ENTRY.kind == COUNTED, PremisesRow.enterprise_id == bindparam("enterprise"))
    .order_by(VisitRow.ordinal.desc())
    .limit(MOST_COUNTS)
)


def of_visit(visit_id: str, size: int) -> Sequence[Any]:
    """The visit's entries up to a size of the log."""
    return ask(OF_VISIT, {"visit": visit_id, "size": size}).all()


def is_told(entry: Any) -> bool:
    """Whether the enterprise may read the entry; what was set aside or destroyed is told by its commitment only."""
    return entry.kind in TOLD and _is_there(entry)


def _is_there(entry: Any) -> bool:
    return entry.code is None and entry.salt is not None


def newest() -> CheckpointRow:
    """The last signed state; refused while there is none."""
    row = proving.newest()
    if row is None:
        raise Refused(LOG_NOT_SIGNED)
    return row


def told(settings: Settings, visit: VisitRow, kept: tuple[str, int]) -> dict[str, Any]:
    """Everything to check against the newest state, and that the kept one (origin, size) is its beginning.

    `counts` are the numbers of the enterprise's last visits, so that it sees whether one was kept from it.
    """
    row = newest()
    epoch = db.session.get_one(EpochRow, row.origin)
    files = checkpoints.tiles(settings, epoch.number)
    origin, size = kept
    grows = origin == row.origin and 0 < size <= row.size
    return {
        "checkpoint": proving.witnessed(row).told(),
        "key": epoch.keys.split()[0],
        "growth": [_base64(each) for each in files.consistency(size, row.size)] if grows else [],
        "entries": [_proved(each, files, row.size, is_told(each)) for each in of_visit(visit.id, row.size)],
        "counts": [_proved(each, files, row.size, True) for each in _counts(visit, row.size)],
    }


def _counts(visit: VisitRow, size: int) -> Sequence[Any]:
    enterprise = visit.premises.enterprise_id if visit.premises else None
    return [each for each in ask(COUNTS, {"enterprise": enterprise, "size": size}) if _is_there(each)]


def _proved(entry: Any, files: Tiles, size: int, opened: bool) -> dict[str, Any]:
    place = {"place": entry.log_index, "path": [_base64(part) for part in files.inclusion(entry.log_index, size)]}
    if opened:
        return {**place, "salt": _base64(entry.salt), "body": bytes(entry.body).decode()}
    return {**place, "commitment": _base64(entry.commitment)}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def as_json(told: dict[str, Any]) -> str:
    """As a script may stand inside a page: nothing in it ends the element."""
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
