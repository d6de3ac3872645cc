"""From the bytes a phone sent to what became of them: content can make an operation unusable, never stop the line."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from server import trail
from server.accounts.devices import Sender
from server.accounts.tables import DeviceRow
from server.db import ask, db
from server.exchange import document_numbers
from server.ids import new_id
from server.sync import protocol
from server.sync.protocol import Envelope, Malformed
from server.sync.rights import Service, service_of
from server.sync.tables import QuarantineRow
from server.trail import Operation, Unusable
from server.trail.tables import TrailEntryRow
from server.visits import commands as visits
from server.visits.at_hand import AtHand
from server.visits.bodies import entity_of
from server.vocabulary import OperationStatus

log = logging.getLogger(__name__)
# What a phone may say: of a visit and of codes, and that it printed a document.
OPERATIONS = {**visits.OPERATIONS, **document_numbers.OPERATIONS}
ENTRY = TrailEntryRow.__table__.c
TAKEN = select(ENTRY.id).where(ENTRY.id.in_(bindparam("ids", expanding=True)))


@dataclass(slots=True)
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
    service, sender = service_of(device.account), Sender(device.id, device.account_id)
    taken = set(ask(TAKEN, {"ids": _ids(arrived)}).scalars())
    for each in arrived:
        code = _out_of_place(each, sender, previous, taken) or _misfit(each, sender, service, now)
        previous = each.sha256
        each.entry_id = each.envelope.id if each.envelope and code != "id_clash" else new_id()
        taken.add(each.entry_id)
        if code or each.envelope is None or service is None:
            each.set_aside(code or "malformed")
        else:
            each.operation = _operation(each, each.envelope, sender, service, now)


def read_again(device: DeviceRow, each: Arrived, received_at: datetime, overrule: bool) -> None:
    """Takes a stored operation apart once more; a supervisor may overrule its place and the right to it."""
    _ids([each])
    service, sender = service_of(device.account), Sender(device.id, device.account_id)
    code = _misfit(each, sender, service, received_at)
    if each.envelope is None or service is None or (code and not (overrule and code == "no_right")):
        each.set_aside(code or "malformed")
    else:
        each.operation = _operation(each, each.envelope, sender, service, received_at)


def apply(arrived: Sequence[Arrived]) -> None:
    """Acts upon all in one savepoint; if one of them breaks it, upon each in its own, and sets that one aside."""
    usable = [each for each in arrived if each.operation]
    at_hand = AtHand(_operations(usable))
    try:
        with db.session.begin_nested(), db.session.no_autoflush:
            _act_upon(usable, at_hand)
    except OperationalError:
        raise
    except Exception:
        for each in usable:
            _act_alone(each)
        at_hand = AtHand(_operations(usable))
    visits.settle(_operations(usable), at_hand)


def _operations(arrived: Sequence[Arrived]) -> list[Operation]:
    return [each.operation for each in arrived if each.operation]


def _ids(arrived: Iterable[Arrived]) -> list[str]:
    for each in arrived:
        try:
            each.envelope = protocol.envelope(each.text)
        except Malformed:
            continue
    return [each.envelope.id for each in arrived if each.envelope]


def _out_of_place(each: Arrived, device: Sender, previous: str, taken: set[str]) -> str | None:
    envelope = each.envelope
    if envelope is None:
        return "malformed"
    if envelope.id in taken:
        return "id_clash"
    fits = (envelope.device, envelope.dseq, envelope.prev) == (device.id, each.dseq, previous)
    return None if fits else "out_of_place"


def _misfit(each: Arrived, device: Sender, service: Service | None, now: datetime) -> str | None:
    """Why an operation cannot be acted upon whatever its place: whose it is, of which kind, and with which right."""
    envelope = each.envelope
    if envelope is None:
        return "malformed"
    if envelope.account != device.account_id:
        return "not_yours"
    if service is None:
        return "no_inspector"
    if envelope.schema > protocol.SCHEMA:
        return "schema"
    if envelope.kind not in OPERATIONS or envelope.entity != entity_of(envelope.kind):
        return "unknown_kind"
    return None if service.may_have_recorded(envelope, now) else "no_right"


def _operation(each: Arrived, envelope: Envelope, device: Sender, service: Service, received_at: datetime) -> Operation:
    return Operation(
        id=each.entry_id, kind=envelope.kind, entity=envelope.entity, entity_id=envelope.entity_id, body=envelope.body,
        blobs=envelope.blobs, made_at=envelope.made_at, received_at=received_at, skew_ms=envelope.skew_ms,
        dseq=each.dseq, device_id=device.id, account_id=device.account_id, inspector_id=service.inspector_id,
        agency_id=envelope.agency,
    )  # fmt: skip


def _act_upon(usable: Sequence[Arrived], at_hand: AtHand) -> None:
    for each in usable:
        if each.operation is None:
            continue
        try:
            each.code = OPERATIONS[each.operation.kind](each.operation, at_hand)
            each.status = OperationStatus.CONFLICT if each.code else OperationStatus.APPLIED
        except Unusable as unusable:
            each.set_aside(unusable.code)
    at_hand.write()


def _act_alone(each: Arrived) -> None:
    try:
        with db.session.begin_nested(), db.session.no_autoflush:
            _act_upon([each], AtHand(_operations([each])))
    except OperationalError:
        raise
    except IntegrityError:
        each.set_aside("id_clash")
    except Exception:
        log.exception("operation %s is set aside", each.entry_id)
        each.set_aside("unusable")


def entry(each: Arrived, device: Sender, now: datetime) -> dict[str, Any]:
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
    sender = Sender(device.id, device.account_id)
    trail.keep([entry(each, sender, now) for each in arrived])
    put_by = [_put_by(each, sender, now) for each in arrived if each.status == OperationStatus.QUARANTINED]
    if put_by:
        db.session.execute(insert(QuarantineRow), put_by)


def _put_by(each: Arrived, device: Sender, now: datetime) -> dict[str, Any]:
    kind = each.envelope.kind if each.envelope else "malformed"
    return {
        "entry_id": each.entry_id, "device_id": device.id, "kind": kind, "code": each.code, "received_at": now,
        "outcome": "open", "reason": "",
    }  # fmt: skip
