"""What phones sign: the head of their chain after a batch, by a key no script can read out of the phone.

One signature vouches for everything up to it. A phone whose browser can keep no key enrols none; its records stay
unsigned, and say so.
"""

from collections import defaultdict
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select

from server import p256, trail
from server.accounts import device_keys
from server.accounts.tables import DeviceKeyRow, DeviceRow
from server.db import ask, db
from server.refusals import BAD_SIGNATURE, Refused
from server.statements import INSERTS
from server.sync.protocol import Batch
from server.sync.tables import BatchSignatureRow

SIGNED = b"mashang batch v1\0"
SIGNATURE = BatchSignatureRow.__table__
KEY = DeviceKeyRow.__table__
ALL = (
    select(SIGNATURE.c.device_id, SIGNATURE.c.dseq, SIGNATURE.c.signature, KEY.c.public_key)
    .join(KEY, KEY.c.id == SIGNATURE.c.key_id)
    .order_by(SIGNATURE.c.device_id, SIGNATURE.c.dseq)
)
LAST = (
    select(SIGNATURE.c.device_id, func.max(SIGNATURE.c.dseq))
    .where(SIGNATURE.c.device_id.in_(bindparam("devices", expanding=True)))
    .group_by(SIGNATURE.c.device_id)
)


def require(device: DeviceRow, batch: Batch) -> str | None:
    """The name of the key that signed the batch; None where it came unsigned: the trail tells if a phone has a key.

    A browser may lose its key with its database: what it recorded is taken all the same, and known as unsigned.
    """
    key = None if batch.carried else device_keys.standing(device.id)
    if key is None:
        return None
    if batch.signature is None:
        facts = {"from": batch.first, "to": batch.last}
        trail.append("device.sent_unsigned", "device", device.id, facts, account_id=device.account_id)
        return None
    if not p256.is_signed(key, batch.signature, SIGNED + bytes.fromhex(batch.head)):
        raise Refused(BAD_SIGNATURE)
    return p256.name(key)


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


def exported() -> list[dict[str, Any]]:
    """Every phone's signatures with the keys they hold by, for whoever checks an export of the trail."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ask(ALL):
        signed = {"dseq": row.dseq, "key": row.public_key.hex(), "sig": row.signature.hex()}
        found[row.device_id].append(signed)
    return [{"device": device, "signatures": signed} for device, signed in found.items()]


def last_signed(devices: list[str]) -> dict[str, int]:
    """Up to which of its operations each of these phones has signed; those that never did are left out."""
    return {row[0]: row[1] for row in ask(LAST, {"devices": devices})} if devices else {}
