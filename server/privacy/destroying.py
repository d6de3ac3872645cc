"""Destroys salt and bytes of entries and the bytes of files; what stays is a leaf that nobody can open any more."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, text, update

from server import clock
from server.db import db
from server.evidence import photos
from server.evidence.tables import BlobRow
from server.sync.tables import ArrivalRow
from server.trail.tables import LeafRow, TrailEntryRow

NO_DIGEST = "0" * 64
AT_ONCE = 500
LATELY = timedelta(days=7)


class Leaf(NamedTuple):
    """A leaf that can no longer be opened: its place and what stands there."""

    place: int
    commitment: str


def leaves(entry_ids: Sequence[str]) -> list[Leaf]:
    """Destroys, inside a transaction, what these entries' leaves commit to; the database refuses what is held.

    Of what a phone made the digest stays, for the phone's next operation names it anyway.
    """
    if db.engine.dialect.name == "sqlite":  # what is freed in the file is overwritten, not only forgotten
        db.session.execute(text("PRAGMA secure_delete = ON"))
    found: list[Leaf] = []
    for first in range(0, len(entry_ids), AT_ONCE):
        ids = entry_ids[first : first + AT_ONCE]
        rows = db.session.execute(select(LeafRow.log_index, LeafRow.commitment).where(LeafRow.entry_id.in_(ids)))
        found += [Leaf(place, bytes(commitment).hex()) for place, commitment in rows]
        db.session.execute(update(LeafRow).where(LeafRow.entry_id.in_(ids)).values(salt=None))
        these = update(TrailEntryRow).where(TrailEntryRow.id.in_(ids))
        db.session.execute(these.values(body=b""))
        db.session.execute(these.where(TrailEntryRow.device_id.is_(None)).values(sha256=NO_DIGEST))
    return sorted(found)


def files(digests: Sequence[str]) -> list[str]:
    """Says, inside a transaction, that these files are removed; `sweep` takes the bytes once that is certain."""
    gone = update(BlobRow).where(BlobRow.sha256.in_(digests)).values(stored_at=None, previewed_at=None)
    db.session.execute(gone.values(removed_at=clock.now()))
    # An arrival that records have not been told of yet would say that the file is here.
    db.session.execute(delete(ArrivalRow).where(ArrivalRow.sha256.in_(digests)))
    return sorted(digests)


def sweep() -> None:
    """Takes the bytes of the files lately removed; the worker does so again, should it have broken off."""
    lately = BlobRow.removed_at > clock.now() - LATELY
    removed = select(BlobRow.sha256).where(lately, BlobRow.stored_at.is_(None))
    for sha256 in db.session.scalars(removed).all():
        photos.destroy(sha256)
