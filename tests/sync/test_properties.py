"""However a phone's operations are cut into batches, repeated or replayed, the server ends with the same log once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.refusals import GAP, MALFORMED, TOO_LARGE, Refused
from server.sound import is_deeper_than
from server.sync import protocol, push, wire
from server.sync.protocol import Malformed
from server.sync.tables import QuarantineRow
from server.trail.tables import LeafRow, TrailEntryRow
from server.visits.tables import FindingRow
from tests.field import Field, a_field, find

COUNT = 6
BODY_MEMBERS = ["premises", "present", "license_code", "place", "credit_code", "planned", "cause", "reason"]
ONE_AFTER_ANOTHER = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    for place in range(COUNT):
        if place % 3 == 2:
            field.phone.record("visit.sung", field.visit)
        else:
            find(field.phone, field)
    return field


def forget(device: str) -> None:
    with transaction():
        db.session.execute(delete(QuarantineRow))
        entries = select(TrailEntryRow.id).where(TrailEntryRow.device_id == device)
        db.session.execute(delete(LeafRow).where(LeafRow.entry_id.in_(entries)))
        db.session.execute(delete(TrailEntryRow).where(TrailEntryRow.device_id == device))
        db.session.execute(delete(FindingRow))
        row = db.session.get_one(DeviceRow, device)
        row.last_dseq, row.head = 0, "0" * 64


def log(device: str) -> list[tuple[int, str, str]]:
    rows = db.session.execute(
        select(TrailEntryRow.dseq, TrailEntryRow.body, TrailEntryRow.status)
        .where(TrailEntryRow.device_id == device)
        .order_by(TrailEntryRow.dseq)
    )
    return [(row.dseq, bytes(row.body).decode(), row.status) for row in rows]


@contextmanager
def gaps_allowed() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        if refused.reason is not GAP:
            raise


@given(st.lists(st.tuples(st.integers(1, COUNT), st.integers(1, COUNT)), max_size=12))
@ONE_AFTER_ANOTHER
def test_any_deliveries_followed_by_the_whole_leave_the_same_log(field: Field, deliveries: Sequence[tuple[int, int]]):
    device = field.phone.device
    forget(device)

    for one, other in deliveries:
        with gaps_allowed():
            push.accept(device, protocol.batch(field.phone.batch(min(one, other), max(one, other))))
    receipt = push.accept(device, protocol.batch(field.phone.batch()))

    assert (receipt.acked, receipt.head) == (COUNT, field.phone.heads[COUNT])
    expected = ["applied", "applied", "quarantined"] * 2
    assert log(device) == list(zip(range(1, COUNT + 1), field.phone.operations, expected, strict=True))
    assert db.session.query(FindingRow).count() == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted([*protocol._SHARED, *protocol._OWN])), JSON))
def test_an_envelope_is_read_or_malformed_and_nothing_else(members: dict):
    import orjson

    try:
        text = orjson.dumps(members)
    except (orjson.JSONEncodeError, TypeError):
        return
    with pytest.raises(Malformed):
        protocol.envelope(text)


@given(st.sampled_from(BODY_MEMBERS), JSON)
@ONE_AFTER_ANOTHER
def test_a_body_of_any_shape_is_applied_or_set_aside_and_never_stops_the_line(field: Field, member: str, value: object):
    phone = field.fire.phones[1]
    body = {
        "premises": None, "credit_code": None, "license_code": None, "place": None, "present": [], "planned": True,
        "cause": None, "reason": None,
    }  # fmt: skip
    try:
        phone.record("visit.opened", field.visit, **(body | {member: value}))
        batch = protocol.batch(phone.batch(len(phone.operations)))
    except UnicodeEncodeError:
        phone.operations.pop()
        return

    receipt = push.accept(phone.device, batch)

    assert receipt.acked == len(phone.operations)
    assert receipt.results[-1]["status"] in ("applied", "quarantined")
    assert receipt.results[-1].get("code") != "unusable"


@given(st.binary(max_size=200))
def test_bytes_that_are_no_gzip_are_refused(data: bytes):
    with pytest.raises(Refused) as refused:
        wire._inflated(data)

    assert refused.value.reason in (MALFORMED, TOO_LARGE)


@given(st.integers(0, 60))
def test_depth_is_counted_without_recursion(depth: int):
    value: object = 1
    for _ in range(depth):
        value = [value]

    assert is_deeper_than(value, 20) is (depth > 20)
