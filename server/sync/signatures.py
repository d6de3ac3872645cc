"""What phones sign: the head of their chain after a batch, by a key no script can read out of the phone.

One signature vouches for everything up to it. A phone whose browser can keep no key enrols none; its records stay
unsigned, and say so.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select

from server import clock, p256, trail
from server.accounts import device_keys, phone_alarms
from server.accounts.tables import DeviceKeyRow, DeviceRow
from server.db import ask, db
from server.refusals import BAD_SIGNATURE, Refused
from server.statements import INSERTS
from server.sync.protocol import Batch
from server.sync.tables import BatchSignatureRow
from server.trail.tables import LeafRow, TrailEntryRow
from server.vocabulary import Irregularity

SIGNED = b"mashang batch v1\0"
SIGNATURE = BatchSignatureRow.__table__
KEY = DeviceKeyRow.__table__
ENTRY, LEAF = TrailEntryRow.__table__.c, LeafRow.__table__.c
SAME = and_(ENTRY.device_id == SIGNATURE.c.device_id, ENTRY.dseq == SIGNATURE.c.dseq, LEAF.entry_id == ENTRY.id)
ALL = (
    select(SIGNATURE.c.device_id, SIGNATURE.c.dseq, SIGNATURE.c.signature, KEY.c.public_key)
    .join(KEY, KEY.c.id == SIGNATURE.c.key_id)
    .where(~exists().where(SAME, LEAF.log_index >= bindparam("size")))
    .order_by(SIGNATURE.c.device_id, SIGNATURE.c.dseq)
)
USED = select(SIGNATURE.c.dseq).where(SIGNATURE.c.key_id == bindparam("key")).limit(1)
GETS_KNOWN = timedelta(hours=1)
LAST = (
    select(SIGNATURE.c.device_id, func.max(SIGNATURE.c.dseq))
    .where(SIGNATURE.c.device_id.in_(bindparam("devices", expanding=True)))
    .group_by(SIGNATURE.c.device_id)
)


def require(device: DeviceRow, batch: Batch) -> str | None:
    """The name of the key that signed the batch; None where it came unsigned: oversight is told if a phone has a key.

    A browser may lose its key with its database: what it recorded is taken all the same, and known as unsigned.
    """
    key = device_keys.standing(device.id)
    if key is None:
        return None
    if batch.signature is None:
        _tell_unsigned(device, batch, p256.name(key))
        return None
    if not p256.is_signed(key, batch.signature, SIGNED + bytes.fromhex(batch.head)):
        raise Refused(BAD_SIGNATURE)
    return p256.name(key)


def _tell_unsigned(device: DeviceRow, batch: Batch, key: str) -> None:
    """What is new of it; a file brought by hand is signed by nobody, and a phone may not yet know its key is known."""
    first = max(batch.first, device.last_dseq + 1)
    if first > batch.last:
        return
    facts = {"from": first, "to": batch.last}
    trail.append("device.sent_unsigned", "device", device.id, facts, account_id=device.account_id)
    if not batch.carried and _is_in_use(key):
        phone_alarms.raise_one(device.id, Irregularity.UNSIGNED, **facts)


def _is_in_use(key: str) -> bool:
    enrolled = db.session.get_one(DeviceKeyRow, key).made_at
    return enrolled < clock.now() - GETS_KNOWN or bool(ask(USED, {"key": key}).scalar())


def keep(device: DeviceRow, batch: Batch, key: str | None, now: datetime) -> None:
    """Keeps what was signed, once its head is known to follow."""
    if key and batch.signature and batch.last == device.last_dseq:
        values = {
            "device_id": device.id, "dseq": batch.last, "key_id": key, "signature": batch.signature, "received_at": now,
        }  # fmt: skip
        ask(_add(db.engine.dialect.name), values)


@cache
def _add(dialect: str) -> Any:
    return INSERTS[dialect](SIGNATURE).on_conflict_do_nothing()


def exported(size: int) -> list[dict[str, Any]]:
    """Every phone's signatures with their keys, but for what lies behind so many entries of the trail."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask(ALL, {"size": size}):
        signed = {"dseq": row.dseq, "key": row.public_key.hex(), "sig": row.signature.hex()}
        found[row.device_id].append(signed)
    return [{"device": device, "signatures": signed} for device, signed in found.items()]


def last_signed(devices: list[str]) -> dict[str, int]:
    """Up to which of its operations each of these phones has signed; those that never did are left out."""
    return {row[0]: row[1] for row in ask(LAST, {"devices": devices})} if devices else {}
