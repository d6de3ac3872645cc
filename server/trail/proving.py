"""Proofs for whoever may see an entry: that it stands in the log, and that the log only ever grew."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from server.config import Settings
from server.db import ask, db
from server.trail import checkpoints, notes
from server.trail.notes import Note, Proof
from server.trail.tables import CheckpointRow, CosignatureRow, EpochRow, LeafRow, TrailEntryRow

LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
OPENED = select(LEAF.log_index, LEAF.salt, ENTRY.body).join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id)
ONE = OPENED.where(LEAF.entry_id == bindparam("entry"))


class Opened(NamedTuple):
    """An entry with what its leaf commits to, and the proof of its place."""

    salt: bytes
    body: bytes
    proof: Proof


def newest(origin: str | None = None) -> CheckpointRow | None:
    """The last signed state, of the epoch that grows unless another is named."""
    asked = select(CheckpointRow).join(EpochRow).order_by(EpochRow.number.desc(), CheckpointRow.size.desc())
    asked = asked.where(EpochRow.origin == origin) if origin else asked
    return db.session.scalars(asked.limit(1)).first()


def witnessed(row: CheckpointRow) -> Note:
    """The checkpoint with all who have seen it."""
    asked = select(CosignatureRow.line).where(CosignatureRow.origin == row.origin, CosignatureRow.size == row.size)
    lines = db.session.scalars(asked.order_by(CosignatureRow.seen_at)).all()
    return notes.read_note(row.note + "".join(lines))


def opened(settings: Settings, entry_id: str) -> Opened | None:
    """An entry with its proof; None while no checkpoint covers it yet, or after its bytes were destroyed."""
    found, row = ask(ONE, {"entry": entry_id}).first(), newest()
    if found is None or row is None or found.log_index >= row.size or found.salt is None:
        return None
    files = checkpoints.tiles(settings, db.session.get_one(EpochRow, row.origin).number)
    path = tuple(files.inclusion(found.log_index, row.size))
    return Opened(found.salt, bytes(found.body), Proof(found.log_index, path, witnessed(row).told()))


def growth(settings: Settings, old: int, row: CheckpointRow) -> Sequence[bytes]:
    """That the state of `old` leaves is the beginning of this one; raises ValueError for a size it never had."""
    if not 0 < old <= row.size:
        raise ValueError(old)
    return checkpoints.tiles(settings, db.session.get_one(EpochRow, row.origin).number).consistency(old, row.size)
