"""Which records their phones signed, and whether a passkey vouched for the key: shown beside each."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from sqlalchemy import select

from server.accounts.tables import DeviceKeyRow
from server.db import db
from server.trail.tables import TrailEntryRow
from server.vocabulary import SignedBy

UNSIGNED = "device.sent_unsigned"
REVOKED = "revoked"  # what such a phone surrenders is signed by nobody


def of_entries(entries: Iterable[TrailEntryRow]) -> dict[str, SignedBy]:
    """For each record that a phone made, by its id."""
    made = [each for each in entries if each.device_id]
    devices = {str(each.device_id) for each in made}
    keys = db.session.scalars(select(DeviceKeyRow).where(DeviceKeyRow.device_id.in_(devices))).all()
    unsigned = _unsigned(devices)
    return {each.id: _of(each, keys, unsigned) for each in made}


def _of(entry: TrailEntryRow, keys: Sequence[DeviceKeyRow], unsigned: set[tuple[str | None, int | None]]) -> SignedBy:
    key = next((each for each in keys if _stood(each, entry)), None)
    if key is None or entry.code == REVOKED or (entry.device_id, entry.dseq) in unsigned:
        return SignedBy.NOBODY
    return SignedBy.PASSKEY if key.vouching else SignedBy.SESSION


def _stood(key: DeviceKeyRow, entry: TrailEntryRow) -> bool:
    ended = key.ended_at is not None and key.ended_at <= entry.received_at
    return key.device_id == entry.device_id and key.made_at <= entry.received_at and not ended


def _unsigned(devices: set[str]) -> set[tuple[Any, Any]]:
    told = select(TrailEntryRow.entity_id, TrailEntryRow.body).where(
        TrailEntryRow.entity == "device", TrailEntryRow.entity_id.in_(devices), TrailEntryRow.kind == UNSIGNED
    )
    spans = [(device, orjson.loads(body)["body"]) for device, body in db.session.execute(told)]
    return {(device, dseq) for device, span in spans for dseq in range(span["from"], span["to"] + 1)}
