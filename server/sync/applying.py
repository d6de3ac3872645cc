"""From the bytes a phone sent to what became of them: content can make an operation unusable, never stop the line."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from server import trail
from server.accounts.tables import DeviceRow
from server.db import db
from server.ids import new_id
from server.registry.tables import InspectorRow
from server.sync import protocol
from server.sync.protocol import Envelope, Malformed
from server.trail import Operation, Unusable
from server.trail.tables import TrailEntryRow
from server.visits import commands as visits
from server.vocabulary import OperationStatus

log = logging.getLogger(__name__)


@dataclass
class Arrived:
    """One operation on its way into the trail, with what became of it."""

    dseq: int
    text: bytes
    sha256: str
    envelope: Envelope | None = None
    operation: Operation | None = None
    entry_id: str = ""
    status: OperationStatus = OperationStatus.APPLIED
    code: str | None = None

    def set_aside(self, code: str) -> None:
        self.status, self.code, self.operation = OperationStatus.QUARANTINED, code, None


def read(device: DeviceRow, arrived: Sequence[Arrived], previous: str, now: datetime) -> None:
    """Takes each apart and sets aside what does not fit its place in this device's chain."""
    inspector = db.session.get(InspectorRow, device.account.inspector_id) if device.account.inspector_id else None
    taken = set(db.session.scalars(select(TrailEntryRow.id).where(TrailEntryRow.id.in_(_ids(arrived)))))
    for each in arrived:
        code = _misfit(each, device, previous, taken) or (None if inspector else "no_inspector")
        previous = each.sha256
        each.entry_id = each.envelope.id if each.envelope and code != "id_clash" else new_id()
        taken.add(each.entry_id)
        if code or each.envelope is None or inspector is None:
            each.set_aside(code or "malformed")
        else:
            each.operation = _operation(each.envelope, inspector, device, now)


def apply(arrived: Sequence[Arrived]) -> None:
    """Acts upon all in one savepoint; if one of them breaks it, upon each in its own, and sets that one aside."""
    usable = [each for each in arrived if each.operation]
    held = visits.hold(each.operation for each in usable if each.operation)
    try:
        with db.session.begin_nested(), db.session.no_autoflush:
            _act_upon(usable, _act)
    except OperationalError:
        raise
    except Exception:
        _act_upon(usable, _act_alone)
    del held
    visits.settle(each.operation for each in usable if each.operation)


def _ids(arrived: Iterable[Arrived]) -> list[str]:
    for each in arrived:
        try:
            each.envelope = protocol.envelope(each.text)
        except Malformed:
            continue
    return [each.envelope.id for each in arrived if each.envelope]


def _misfit(each: Arrived, device: DeviceRow, previous: str, taken: set[str]) -> str | None:
    envelope = each.envelope
    if envelope is None:
        return "malformed"
    if envelope.id in taken:
        return "id_clash"
    if (envelope.device, envelope.dseq, envelope.prev) != (device.id, each.dseq, previous):
        return "out_of_place"
    if envelope.account != device.account_id:
        return "not_yours"
    return None if envelope.kind in visits.OPERATIONS and envelope.entity == "visit" else "unknown_kind"


def _operation(envelope: Envelope, inspector: InspectorRow, device: DeviceRow, now: datetime) -> Operation:
    return Operation(
        id=envelope.id, kind=envelope.kind, entity=envelope.entity, entity_id=envelope.entity_id, body=envelope.body,
        blobs=envelope.blobs, made_at=envelope.made_at, received_at=now, skew_ms=envelope.skew_ms, dseq=envelope.dseq,
        device_id=device.id, account_id=device.account_id, inspector_id=inspector.id, agency_id=inspector.agency_id,
    )  # fmt: skip


def _act_upon(usable: Sequence[Arrived], act: Callable[[Arrived, Operation], None]) -> None:
    for each in usable:
        if each.operation is None:
            continue
        try:
            act(each, each.operation)
        except Unusable as unusable:
            each.set_aside(unusable.code)


def _act(each: Arrived, operation: Operation) -> None:
    each.code = visits.OPERATIONS[operation.kind](operation)
    each.status = OperationStatus.CONFLICT if each.code else OperationStatus.APPLIED


def _act_alone(each: Arrived, operation: Operation) -> None:
    try:
        with db.session.begin_nested(), db.session.no_autoflush:
            _act(each, operation)
    except (Unusable, OperationalError):
        raise
    except IntegrityError as error:
        raise Unusable("id_clash") from error
    except Exception as error:
        log.exception("operation %s is set aside", operation.id)
        raise Unusable("unusable") from error


def entry(each: Arrived, device: DeviceRow, now: datetime) -> dict[str, Any]:
    """The trail entry: the exact bytes, and what could be read of them."""
    envelope = each.envelope
    return {
        "id": each.entry_id, "kind": envelope.kind if envelope else "malformed",
        "entity": envelope.entity if envelope else "device", "entity_id": envelope.entity_id if envelope else device.id,
        "account_id": device.account_id, "agency_id": envelope.agency if envelope else None,
        "device_id": device.id, "dseq": each.dseq, "made_at": envelope.made_at if envelope else None,
        "received_at": now, "body": each.text, "sha256": each.sha256, "status": str(each.status), "code": each.code,
    }  # fmt: skip


def keep(device: DeviceRow, arrived: Sequence[Arrived], now: datetime) -> None:
    """Puts every one of them into the trail, byte for byte, whatever became of it."""
    trail.keep([entry(each, device, now) for each in arrived])
