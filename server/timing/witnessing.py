"""A phone's chain seen by somebody else: what was in it then can be neither made later nor changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from server import clock, p256, trail
from server.accounts import device_keys
from server.accounts.tables import DeviceRow
from server.db import db, lock, transaction
from server.ids import is_id
from server.refusals import TOO_MANY, Refused
from server.timing.head_code import Head
from server.timing.tables import WitnessedHeadRow

# The same words that a phone signs under a batch: one signature, whoever carries it.
SIGNED = b"mashang batch v1\0"
MOST_A_DAY = 200


class Seen(NamedTuple):
    """Whose phone it is, and when its head was first seen, if it was."""

    device: DeviceRow
    signed: bool
    seen_at: datetime | None


def look(head: Head) -> Seen | None:
    """What is known of such a head; None where no phone of ours shows it."""
    device = db.session.get(DeviceRow, head.device) if is_id(head.device) else None
    if device is None or device.revoked_at:
        return None
    key = device_keys.standing(device.id)
    signed = key is not None and head.signature is not None
    if signed and not p256.is_signed(key or b"", head.signature or b"", SIGNED + bytes.fromhex(head.head)):
        return None
    row = _row(head)
    return Seen(device, signed, row.seen_at if row else None)


def witness(head: Head) -> Seen | None:
    """Keeps that this head was seen now, and not by whom; a second time changes nothing."""
    with transaction():
        lock(f"witness:{head.device}")
        seen = look(head)
        if seen is None or seen.seen_at:
            return seen
        now = clock.now()
        _require_few(head.device)
        facts: Mapping[str, Any] = {"dseq": head.dseq, "head": head.head, "signed": seen.signed}
        entry = trail.append("head.witnessed", "device", head.device, facts)
        db.session.add(
            WitnessedHeadRow(
                entry_id=entry, device_id=head.device, dseq=head.dseq, head=head.head, signed=seen.signed, seen_at=now
            )
        )
        return seen._replace(seen_at=now)


def _row(head: Head) -> WitnessedHeadRow | None:
    same = WitnessedHeadRow.device_id == head.device, WitnessedHeadRow.dseq == head.dseq
    return db.session.scalar(select(WitnessedHeadRow).where(*same, WitnessedHeadRow.head == head.head))


def _require_few(device_id: str) -> None:
    """One phone is not scanned so often in a day; who tells more of it is up to something else."""
    today = WitnessedHeadRow.seen_at >= clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    count = select(func.count()).select_from(WitnessedHeadRow).where(WitnessedHeadRow.device_id == device_id, today)
    if (db.session.scalar(count) or 0) >= MOST_A_DAY:
        raise Refused(TOO_MANY)
