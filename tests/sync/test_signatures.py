"""A phone with a key signs each batch; whoever is not that phone can send nothing in its name."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from server import p256
from server.db import db
from server.sync import signatures
from server.sync.tables import BatchSignatureRow, RejectRow
from server.trail.tables import TrailEntryRow
from tests.field import Field, a_field, close, find, open_visit
from tests.phone import Phone

Key = ec.EllipticCurvePrivateKey


@pytest.fixture
def field(client) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    find(field.phone, field)
    return field


@pytest.fixture
def key(field: Field) -> Key:
    return enrolled(field.phone)


def enrolled(phone: Phone) -> Key:
    phone.enrol_key()
    key, phone.key = phone.key, None
    assert key
    return key


def signed(key: Key, head: str) -> dict[str, str]:
    return {"sig": p256.sign(key, signatures.SIGNED + bytes.fromhex(head)).hex(), "alg": "ES256"}


def stored() -> list[tuple[int, bytes]]:
    rows = db.session.scalars(select(BatchSignatureRow).order_by(BatchSignatureRow.dseq))
    return [(row.dseq, row.signature) for row in rows]


def test_a_signed_batch_is_stored_with_its_signature(field: Field, key: Key):
    first = signed(key, field.phone.heads[2])
    assert field.phone.push(**first).status_code == 200
    close(field.phone, field)
    second = signed(key, field.phone.heads[3])
    assert field.phone.push(first=3, **second).status_code == 200

    assert stored() == [(2, bytes.fromhex(first["sig"])), (3, bytes.fromhex(second["sig"]))]
    assert signatures.last_signed([field.phone.device]) == {field.phone.device: 3}


def test_the_same_batch_signed_once_more_keeps_the_first_signature(field: Field, key: Key):
    first = signed(key, field.phone.heads[2])
    field.phone.push(**first)

    again = field.phone.push(**signed(key, field.phone.heads[2]))

    assert {each["status"] for each in again.json["results"]} == {"duplicate"}
    assert stored() == [(2, bytes.fromhex(first["sig"]))]


def test_a_phone_without_a_key_sends_unsigned_and_is_known_as_such(field: Field):
    assert field.phone.push().status_code == 200
    assert stored() == []
    assert signatures.last_signed([field.phone.device]) == {}


def test_a_phone_that_lost_its_key_still_hands_over_and_the_trail_says_so(field: Field, key: Key):
    assert field.phone.push().status_code == 200

    assert stored() == []
    [told] = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.kind == "device.sent_unsigned"))
    assert json.loads(told)["body"] == {"from": 1, "to": 2}


@pytest.mark.parametrize(
    "what", ["another key", "another head", "the earlier key", "a bare head", "the other s", "a flipped bit"]
)
def test_a_signature_that_does_not_hold_is_refused_kept_and_told(field: Field, key: Key, what: str):
    head = bytes.fromhex(field.phone.heads[2])
    right = p256.sign(key, signatures.SIGNED + head)
    if what == "the earlier key":
        enrolled(field.phone)
    sig = {
        "another key": p256.sign(ec.generate_private_key(ec.SECP256R1()), signatures.SIGNED + head),
        "another head": p256.sign(key, signatures.SIGNED + bytes.fromhex(field.phone.heads[1])),
        "the earlier key": right,
        "a bare head": p256.sign(key, head),
        "the other s": right[:32] + (p256.ORDER - int.from_bytes(right[32:])).to_bytes(32),
        "a flipped bit": bytes([right[0] ^ 1]) + right[1:],
    }[what]

    answer = field.phone.push(sig=sig.hex(), alg="ES256")

    assert (answer.status_code, answer.json["code"]) == (422, "bad_signature")
    assert stored() == []
    assert db.session.scalars(select(RejectRow.code)).all() == ["bad_signature"]


@pytest.mark.parametrize(
    "odd", [{"sig": 5}, {"sig": "AB" * 64}, {"sig": "0" * 126}, {"alg": "none"}, {"sig": "0" * 130}]
)
def test_what_is_no_signature_at_all_is_malformed(field: Field, odd: dict[str, object]):
    answer = field.phone.push(**odd)

    assert (answer.status_code, answer.json["code"]) == (400, "malformed")


def test_one_phone_cannot_sign_for_another(field: Field, key: Key):
    other = field.fire.phones[1]
    enrolled(other)
    open_visit(other, field)

    answer = other.push(**signed(key, other.heads[1]))

    assert answer.json["code"] == "bad_signature"
