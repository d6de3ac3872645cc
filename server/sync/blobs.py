"""Files by digest over sync: who may send or read one, and what changes when its last byte arrives."""

from dataclasses import dataclass

from server import trail
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.evidence import store
from server.refusals import NOT_FOUND, UNDECLARED, Refused
from server.sync import feeds
from server.sync.tables import RecordRow
from server.visits import queries


@dataclass(frozen=True)
class Standing:
    """How much of a file is here."""

    offset: int
    complete: bool


def standing(device: DeviceRow, sha256: str) -> Standing:
    """How much of a file is here; to a device whose person never named it, it is not here at all."""
    if not store.is_named_by(sha256, device.account_id):
        raise Refused(UNDECLARED)
    row = store.stored(sha256)
    return Standing(row.size, True) if row else Standing(store.folder().offset(sha256), False)


def take(device: DeviceRow, sha256: str, offset: int, length: int, chunk: bytes) -> Standing:
    """Adds a chunk; with the last byte the file is stored and every visit that shows it says so."""
    before = standing(device, sha256)
    if before.complete:
        return before
    reached = store.take(sha256, offset, length, chunk)
    if reached < length:
        return Standing(reached, False)
    with transaction():
        store.note_stored(sha256)
        for visit_id in queries.visits_with_file(sha256):
            trail.touched("visit", visit_id)
    return Standing(reached, True)


def require_readable(device: DeviceRow, sha256: str) -> None:
    """A digest is no secret: a file is read by whoever named it, or whose visits show it."""
    if store.stored(sha256) is None or not (store.is_named_by(sha256, device.account_id) or _is_shown(device, sha256)):
        raise Refused(NOT_FOUND)


def _is_shown(device: DeviceRow, sha256: str) -> bool:
    inspector = device.account.inspector_id
    return inspector is not None and any(
        (record := db.session.get(RecordRow, (feeds.of_inspector(inspector), "visit", visit_id))) and not record.deleted
        for visit_id in queries.visits_with_file(sha256)
    )
