"""Files by digest over sync: who may send or read one, and what changes when its last byte arrives."""

from dataclasses import dataclass

from server import trail
from server.accounts.devices import Sender
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.evidence import photos, store
from server.feedback.pictures import shows_picture
from server.refusals import NOT_FOUND, UNDECLARED, Refused
from server.sync import arrivals, feeds, scope
from server.sync.tables import RecordRow
from server.visits import queries


@dataclass(frozen=True)
class Standing:
    """How much of a file is here."""

    offset: int
    complete: bool


def standing(device: Sender, sha256: str) -> Standing:
    """How much of a file is here; to a device whose person never named it, it is not here at all."""
    named = store.named(sha256, device.account_id)
    if named is None:
        raise Refused(UNDECLARED)
    here = named.stored_at or named.removed_at
    return Standing(named.size, True) if here else Standing(store.folder().offset(sha256), False)


def take(device: Sender, sha256: str, offset: int, length: int, chunk: bytes, proved: str | None = None) -> Standing:
    """Adds a chunk; with the last byte the file is stored, and every visit that shows it will say so.

    `proved` is the chunk's digest where it has been worked out already.
    """
    before = standing(device, sha256)
    if before.complete:
        return before
    reached = store.take(sha256, offset, length, chunk, proved=proved)
    if reached < length:
        return Standing(reached, False)
    with transaction():
        arrivals.note(sha256, store.note_stored(sha256))
    return Standing(reached, True)


def take_preview(device: Sender, sha256: str, data: bytes) -> None:
    """Keeps the small picture that comes ahead; every visit that shows the file says so."""
    if standing(device, sha256).complete:
        return
    photos.keep_preview(sha256, data)
    with transaction():
        store.note_preview(sha256)
        _touch_visits(sha256)


def require_readable(device: DeviceRow, sha256: str) -> None:
    """A digest is no secret: a file is read by whoever named it, or whose visits show it."""
    if store.stored(sha256) is None or not _may_see(device, sha256):
        raise Refused(NOT_FOUND)


def require_viewable(device: DeviceRow, sha256: str) -> None:
    """The small picture is for the enterprise's manager too, and may have come before the file."""
    if not (_may_see(device, sha256) or any(shows_picture(each, sha256) for each in scope.enterprises(device))):
        raise Refused(NOT_FOUND)


def _may_see(device: DeviceRow, sha256: str) -> bool:
    return store.is_named_by(sha256, device.account_id) or _is_shown(device, sha256)


def _is_shown(device: DeviceRow, sha256: str) -> bool:
    inspector = device.account.inspector_id
    return inspector is not None and any(
        (record := db.session.get(RecordRow, (feeds.of_inspector(inspector), "visit", visit_id))) and not record.deleted
        for visit_id in queries.visits_with_file(sha256)
    )


def _touch_visits(sha256: str) -> None:
    for visit_id in queries.visits_with_file(sha256):
        trail.touched("visit", visit_id)
