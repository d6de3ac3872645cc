"""`mashang export trail`: the whole log in one file, with all that is needed to check it without us."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Select, bindparam, select

from server.db import ask, db
from server.refusals import LOG_NOT_SIGNED, Refused
from server.trail import proving, removals, verifier
from server.trail.tables import CheckpointRow, EpochRow, LeafRow, TrailEntryRow

LEAF, ENTRY = LeafRow.__table__.c, TrailEntryRow.__table__.c
PART = (
    select(LEAF.log_index, LEAF.salt, LEAF.commitment, ENTRY.body, ENTRY.device_id, ENTRY.code, ENTRY.sha256)
    .join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id, isouter=True)
    .where(LEAF.log_index >= bindparam("first"), LEAF.log_index < bindparam("end"))
    .order_by(LEAF.log_index)
)
AT_ONCE = 5000
Signatures = Callable[[int], Sequence[Mapping[str, Any]]]
Times = Callable[[int], Sequence[Sequence[Any]]]


def write(
    out: Path, photos: Path | None = None, signatures: Signatures = lambda _: (), times: Times = lambda _: ()
) -> int:
    """Writes the log up to its newest signed state; returns how many entries; refused while nothing is signed.

    `signatures` gives those of phones up to a size: [{device, signatures: [{dseq, key, sig}]}]; `times` what is said of
    records' times: [place, not before, not after, flaw, grade]. `photos` is the folder of the stored files; without it
    only their digests can be checked against other copies.
    """
    row = proving.newest()
    if row is None or removals.unsigned(row.size):
        raise Refused(LOG_NOT_SIGNED)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as export:
        export.writestr("checkpoint.txt", proving.witnessed(row).told())
        export.writestr("checkpoints.txt", "\0".join(_signed(row)))
        export.writestr("keys.txt", db.session.get_one(EpochRow, row.origin).keys)
        export.writestr("earlier-keys.txt", "".join(db.session.scalars(_keys_before(row))))
        with export.open("entries.bin", "w", force_zip64=True) as file:
            named = _write_entries(file, row.size)
        export.writestr("devices.json", json.dumps(signatures(row.size)))
        export.writestr("times.json", json.dumps(times(row.size)))
        export.write(verifier.__file__, "verifier.py")
        if photos:
            _write_photos(export, photos, named)
    return row.size


def _signed(newest: CheckpointRow) -> Iterator[str]:
    """Every state before, also of earlier logs: each says by when what it covers was there."""
    before = (CheckpointRow.size < newest.size) | (CheckpointRow.origin != newest.origin)
    asked = select(CheckpointRow.note).where(CheckpointRow.size <= newest.size, before)
    yield from db.session.scalars(asked.order_by(CheckpointRow.size, CheckpointRow.made_at))


def _keys_before(newest: CheckpointRow) -> Select[str]:
    return select(EpochRow.keys).where(EpochRow.origin != newest.origin).order_by(EpochRow.number)


def _write_entries(file: IO[bytes], size: int) -> set[str]:
    """Returns the digests of the files that phones' operations name."""
    named: set[str] = set()
    for first in range(0, size, AT_ONCE):
        for leaf in ask(PART, {"first": first, "end": min(first + AT_ONCE, size)}):
            file.write(told(leaf))
            named.update(_named(leaf))
    return named


def _named(leaf: Any) -> Iterator[str]:
    if leaf.device_id and leaf.salt is not None and not leaf.code and b'"sha256"' in leaf.body:
        yield from (each["sha256"] for each in json.loads(leaf.body)["blobs"])


def told(leaf: Any) -> bytes:
    """An entry as the verifier reads it: behind its kind and length."""
    kind, part = _part(leaf)
    return verifier.HEAD.pack(kind, len(part)) + part


def _part(leaf: Any) -> tuple[int, bytes]:
    """What is told of an entry; what a phone made and the server set aside does not have to make sense."""
    if leaf.salt is None and leaf.device_id:
        return verifier.LINK, leaf.device_id.encode() + bytes.fromhex(leaf.sha256) + leaf.commitment
    if leaf.salt is None:
        return verifier.DESTROYED, leaf.commitment
    whole = leaf.salt + leaf.body
    if leaf.device_id and leaf.code:
        return verifier.ASIDE, leaf.device_id.encode() + whole
    return verifier.ENTRY, whole


def _write_photos(export: zipfile.ZipFile, photos: Path, named: set[str]) -> None:
    """What inspectors photographed; portraits, documents and what enterprises sent are nobody's business here."""
    for path in sorted(photos.rglob("*")):
        if path.is_file() and path.name in named:
            export.write(path, f"photos/{path.name}", zipfile.ZIP_STORED)
