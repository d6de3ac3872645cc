"""Grades the records that signed states of the log have come to cover: beside the server, never while a phone waits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select

from server.db import ask, db, lock, transaction
from server.timing import alarms, comparing, covering, reading, rules
from server.timing.reading import Shown
from server.timing.rules import Bounds, Said, Ticked
from server.timing.tables import BeaconRow, GradedRow, PhoneTimeRow, ProvedTimeRow
from server.trail.tables import LeafRow, TrailEntryRow

AT_ONCE = 2000
ONLY = 1
NO_HEAD = "0" * 64
LEAF, ENTRY, BEACON = LeafRow.__table__.c, TrailEntryRow.__table__.c, BeaconRow.__table__.c
MARK = select(GradedRow.__table__.c.log_size)
NEW = (
    select(
        LEAF.log_index, ENTRY.id, ENTRY.entity, ENTRY.entity_id, ENTRY.account_id, ENTRY.agency_id, ENTRY.status,
        ENTRY.device_id, ENTRY.dseq, ENTRY.made_at, ENTRY.body, ENTRY.sha256,
    )
    .join(TrailEntryRow.__table__, ENTRY.id == LEAF.entry_id)
    .where(LEAF.log_index >= bindparam("first"), LEAF.log_index < bindparam("end"), ENTRY.device_id.is_not(None))
    .order_by(LEAF.log_index)
)  # fmt: skip
GIVEN_OUT = select(BEACON.value, BEACON.number, BEACON.made_at).where(
    BEACON.value.in_(bindparam("values", expanding=True))
)
BEFORE = select(ENTRY.body, ENTRY.made_at).where(
    ENTRY.device_id == bindparam("device"), ENTRY.dseq == bindparam("dseq")
)
ADD = insert(ProvedTimeRow.__table__)


def catch_up() -> int:
    """Grades everything that is covered and not graded yet, some entries at a time; says how many records."""
    done = 0
    while (ask(MARK).scalar() or 0) < covering.signed_size():
        with transaction():
            lock("timing")
            done += _grade_next()
    db.session.rollback()
    return done


def _grade_next() -> int:
    mark = db.session.get(GradedRow, ONLY, populate_existing=True) or GradedRow(id=ONLY, log_size=0)
    end = min(mark.log_size + AT_ONCE, covering.signed_size())
    entries = ask(NEW, {"first": mark.log_size, "end": end}).all()
    if entries:
        _grade(entries)
    mark.log_size = end
    db.session.add(mark)
    return len(entries)


def _grade(entries: Iterable[Any]) -> None:
    """Entries come in the order of the log, and so those of one phone in the order of its chain."""
    entries = list(entries)
    said = {each.id: reading.shown(bytes(each.body)) for each in entries}
    beacons = _given_out(said.values())
    covered = covering.covered_at(each.log_index for each in entries)
    phones = {device: _phone(device) for device in sorted({each.device_id for each in entries})}
    ticked = {device: _ticked_before(device, entries) for device in phones}
    rows, heads = [], {}
    for entry in entries:
        phone = phones[entry.device_id]
        phone.head = sha256(bytes.fromhex(phone.head) + bytes.fromhex(entry.sha256)).hexdigest()
        heads[entry.device_id, entry.dseq] = entry, phone.head
        before, ticked[entry.device_id] = ticked[entry.device_id], _ticked(said[entry.id], entry.made_at)
        back = rules.turned_back(before, ticked[entry.device_id])
        bounds, flaw = _judged(entry, phone, said[entry.id], beacons, covered[entry.log_index], back)
        rows.append(_row(entry, said[entry.id], bounds, flaw))
    ask(ADD, rows)
    comparing.compare(heads)


def _judged(
    entry: Any, phone: PhoneTimeRow, shown: Shown, beacons: Mapping[str | None, Any], covered_at: Any, back: bool
) -> tuple[Bounds, Any]:
    """A record was made after all that its phone made before it: its lower bound never goes back."""
    own, door = beacons.get(shown.beacon), beacons.get(shown.at_the_door)
    for each in (own, door):
        if each and each.number > phone.floor:
            phone.floor, phone.floor_at = each.number, each.made_at
    bounds = Bounds(phone.floor_at, covered_at)
    said = Said(shown.claimed(entry.made_at), shown.beacon is not None, own.number if own else None)
    flaw = rules.flaw(said, bounds, phone.beacon, is_turned_back=back)
    phone.beacon = max(phone.beacon, said.beacon or 0)
    if flaw:
        alarms.upon_flaw(entry, flaw, bounds)
    return bounds, flaw


def _ticked_before(device: str, entries: Sequence[Any]) -> Ticked:
    """What the phone's clocks said at its record before these."""
    first = min(each.dseq for each in entries if each.device_id == device)
    row = ask(BEFORE, {"device": device, "dseq": first - 1}).first()
    return _ticked(reading.shown(bytes(row.body)), row.made_at) if row else Ticked(None, None, None, None)


def _ticked(shown: Shown, made_at: datetime | None) -> Ticked:
    return Ticked(shown.page, shown.mono, made_at, shown.claimed(made_at))


def _row(entry: Any, shown: Shown, bounds: Bounds, flaw: Any) -> dict[str, Any]:
    return {
        "entry_id": entry.id, "device_id": entry.device_id, "dseq": entry.dseq,
        "claimed_at": shown.claimed(entry.made_at), "not_before": bounds.not_before, "not_after": bounds.not_after,
        "witnessed": False, "flaw": str(flaw) if flaw else None, "grade": str(rules.grade(bounds, flaw)),
    }  # fmt: skip


def _given_out(said: Iterable[Shown]) -> Mapping[str | None, Any]:
    values = sorted({value for each in said for value in (each.beacon, each.at_the_door) if value})
    return {row.value: row for row in ask(GIVEN_OUT, {"values": values})} if values else {}


def _phone(device: str) -> PhoneTimeRow:
    known = db.session.get(PhoneTimeRow, device, populate_existing=True)
    if known is None:
        known = PhoneTimeRow(device_id=device, head=NO_HEAD, beacon=0, floor=0)
        db.session.add(known)
    return known
