"""A batch of operations from one device, in one transaction: stored once, in order, confirmed by the chain's head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from server import clock
from server.accounts.devices import TOKEN_STANDS
from server.accounts.tables import DeviceRow
from server.db import ask, db, transaction
from server.evidence import store
from server.refusals import BAD_CHAIN, DEVICE_REVOKED, DEVICE_STANDS, DEVICE_UNKNOWN, FORK, GAP, Refused
from server.sync import applying, chain, signatures
from server.sync.applying import Arrived
from server.sync.protocol import Batch
from server.trail.tables import TrailEntryRow
from server.visits.rules import clock_is_suspect
from server.vocabulary import OperationStatus

ENTRY = TrailEntryRow.__table__.c
OWN = ENTRY.device_id == bindparam("device")
DIGEST = select(ENTRY.sha256).where(OWN, ENTRY.dseq == bindparam("dseq"))
STORED = (
    select(ENTRY.dseq, ENTRY.id, ENTRY.sha256, ENTRY.status, ENTRY.code)
    .where(OWN, ENTRY.dseq.between(bindparam("first"), bindparam("last")))
    .order_by(ENTRY.dseq)
)


@dataclass(frozen=True)
class Receipt:
    """What the server has from this device, and what became of each operation of the batch."""

    acked: int
    head: str
    results: list[dict[str, Any]]
    need_blobs: list[str]
    stored: list[str]


def accept(device_id: str, batch: Batch) -> Receipt:
    """Stores what is new of a batch and says what became of all of it; the second time is the same as the first."""
    now = clock.now()
    with transaction():
        device = _device(device_id, batch)
        if device.revoked_at:
            raise Refused(DEVICE_REVOKED)
        key = signatures.require(device, batch)
        receipt = _taken(device, batch, now, applying.apply)
        signatures.keep(device, batch, key, now)
        device.heard_at = now
        if device.account.ended_at is None:
            device.token_expires_at = max(device.token_expires_at, now + TOKEN_STANDS)
        return receipt


def surrender(device_id: str, batch: Batch) -> Receipt:
    """Stores what a revoked device still holds, byte for byte, and acts upon none of it."""
    with transaction():
        device = _device(device_id, batch)
        if not device.revoked_at:
            raise Refused(DEVICE_STANDS)
        return _taken(device, batch, clock.now(), _set_aside)


def _set_aside(arrived: Sequence[Arrived]) -> None:
    for each in arrived:
        if each.operation:
            each.set_aside("revoked")


def _taken(device: DeviceRow, batch: Batch, now: datetime, act: Callable[[Sequence[Arrived]], None]) -> Receipt:
    before, fresh = _before(device, batch), _fresh(device, batch)
    _require_chain(device, batch, fresh)
    if fresh:
        applying.read(device, fresh, _last_digest(device), now)
        store.declare(_named(fresh), device.account_id)
        act(fresh)
        applying.keep(device, fresh, now)
        device.last_dseq, device.head = batch.last, batch.head
    named = [*store.named_by(row.id for row in before), *(each["sha256"] for each in _named(fresh))]
    results = [*(_again(row) for row in before), *(_result(each, now) for each in fresh)]
    needed = store.missing(named)
    stored = sorted(set(named) - set(needed))
    return Receipt(device.last_dseq, device.head, results, needed, stored)


def _device(device_id: str, batch: Batch) -> DeviceRow:
    device = db.session.get(DeviceRow, device_id, with_for_update=True, populate_existing=True)
    if device is None or batch.device != device.id:
        raise Refused(DEVICE_UNKNOWN)
    if batch.first > device.last_dseq + 1:
        raise Refused(GAP, expect=device.last_dseq + 1)
    return device


def _before(device: DeviceRow, batch: Batch) -> Sequence[Any]:
    """What we have already of this batch; other bytes under a number we know are a copied phone."""
    if batch.first > device.last_dseq:
        return []
    rows = ask(STORED, {"device": device.id, "first": batch.first, "last": batch.last}).all()
    for row, text in zip(rows, batch.texts, strict=False):
        if row.sha256 != chain.digest(text):
            raise Refused(FORK, dseq=row.dseq)
    return rows


def _fresh(device: DeviceRow, batch: Batch) -> list[Arrived]:
    return [
        Arrived(dseq, text, chain.digest(text))
        for dseq, text in enumerate(batch.texts, batch.first)
        if dseq > device.last_dseq
    ]


def _require_chain(device: DeviceRow, batch: Batch, fresh: Sequence[Arrived]) -> None:
    head = chain.head_after(device.head, (each.sha256 for each in fresh))
    if batch.last >= device.last_dseq and head != batch.head:
        raise Refused(BAD_CHAIN)


def _last_digest(device: DeviceRow) -> str:
    return ask(DIGEST, {"device": device.id, "dseq": device.last_dseq}).scalar() or chain.START


def _named(fresh: Sequence[Arrived]) -> list[dict[str, Any]]:
    return [
        {"sha256": claim.sha256, "size": claim.size, "mime": claim.mime, "operation_id": each.entry_id}
        for each in fresh
        if each.envelope
        for claim in each.envelope.blobs
    ]


def _result(each: Arrived, now: datetime) -> dict[str, Any]:
    said_id = each.envelope.id if each.envelope else each.entry_id
    result: dict[str, Any] = {"dseq": each.dseq, "id": said_id, "status": str(each.status)}
    if each.operation and clock_is_suspect(each.operation.made_at, now, each.operation.skew_ms):
        result["clock_suspect"] = True
    return {**result, "code": each.code} if each.code else result


def _again(row: Any) -> dict[str, Any]:
    result = {"dseq": row.dseq, "id": row.id, "status": str(OperationStatus.DUPLICATE), "was": row.status}
    return {**result, "code": row.code} if row.code else result
