"""A phone with a key signs each batch; whoever is not that phone can send nothing in its name."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from server import p256, trail
from server.accounts import commands, device_keys
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.oversight.tables import IrregularityRow
from server.oversight.visit_trail import trail_of
from server.planning.tables import VisitRow
from server.sync import signatures
from server.sync.tables import BatchSignatureRow, RejectRow
from server.trail import checkpoints, exporting, verifier
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, SignedBy
from tests.builders import signed_in
from tests.field import Field, a_field, close, find, open_visit
from tests.passkey import Passkey
from tests.phone import Phone

Key = ec.EllipticCurvePrivateKey
VOUCHED = select(TrailEntryRow.body).where(TrailEntryRow.kind == "device.key_vouched")


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
    assert alarms() == []  # It may not have heard yet that its key is known.


def test_oversight_is_told_once_a_day_where_a_phone_that_signed_sends_unsigned(field: Field, key: Key):
    field.phone.push(**signed(key, field.phone.heads[2]))
    for first in (3, 4):
        close(field.phone, field)
        field.phone.push(first=first)
    field.phone.push(first=4)

    assert alarms() == [("unsigned", 3)]


def alarms() -> list[tuple[str, int | None]]:
    rows = db.session.scalars(select(IrregularityRow).where(IrregularityRow.kind.in_(["unsigned", "key_changed"])))
    return [(row.kind, row.facts.get("from")) for row in rows]


def test_a_stolen_session_cannot_change_a_key_that_a_passkey_vouches_for(field: Field, client: FlaskClient):
    """The passkey signs for the key, its person and a number; anybody can check that again from the trail."""
    phone = field.phone
    account = db.session.get_one(AccountRow, phone.account)
    passkey, browser = Passkey(account.id), signed_in(client, account)
    key = ec.generate_private_key(ec.SECP256R1())
    enrol_at(browser, phone, key)
    asked = browser.post("/api/device-keys/options", json={"public_key": p256.public(key).hex()}).json["options"]

    assert enrol_at(browser, phone, key, passkey.answer(asked["challenge"])).status_code == 200
    assert device_keys.is_vouched(phone.device)
    assert enrol_at(browser, phone, key, passkey.answer(asked["challenge"])).json["code"] == "passkey_failed"
    refused = enrol_at(browser, phone, ec.generate_private_key(ec.SECP256R1()))
    assert (refused.status_code, refused.json["code"]) == (422, "key_vouched")
    assert device_keys.standing(phone.device) == p256.public(key)
    told = json.loads(db.session.scalars(VOUCHED).one())["body"]
    assert verifier.vouched(told, phone.device)
    with pytest.raises(verifier.Broken):
        other = p256.public(ec.generate_private_key(ec.SECP256R1())).hex()
        verifier.vouched({**told, "public_key": other}, phone.device)


@pytest.mark.one_database
def test_a_passkey_that_its_person_never_had_vouches_for_nothing(field: Field, client: FlaskClient, settings, tmp_path):
    phone, export = field.phone, tmp_path / "trail.zip"
    account = db.session.get_one(AccountRow, phone.account)
    passkey, browser = Passkey(account.id), signed_in(client, account)
    key = ec.generate_private_key(ec.SECP256R1())
    asked = browser.post("/api/device-keys/options", json={"public_key": p256.public(key).hex()}).json["options"]
    enrol_at(browser, phone, key, passkey.answer(asked["challenge"]))
    told = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.kind == "device.key_enrolled")).all()[-1]
    with transaction():
        facts = {**json.loads(told)["body"], "public_key": p256.public(key).hex()}
        trail.append("device.key_vouched", "device", phone.device, facts, account_id=account.id)
    checkpoints.make(settings)
    exporting.write(export)
    assert verifier.checked(str(export))

    with transaction():
        stranger = commands.open_account("别人", [Role.INSPECTOR])
        trail.append("device.key_vouched", "device", phone.device, facts, account_id=stranger)
    checkpoints.make(settings)
    exporting.write(export)
    with pytest.raises(verifier.Broken, match="none of its person's"):
        verifier.checked(str(export))


def test_a_passkey_vouches_only_for_the_key_it_was_asked_about(field: Field, client: FlaskClient):
    account = db.session.get_one(AccountRow, field.phone.account)
    passkey, browser = Passkey(account.id), signed_in(client, account)
    one, other = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    asked = browser.post("/api/device-keys/options", json={"public_key": p256.public(one).hex()}).json["options"]

    answer = enrol_at(browser, field.phone, other, passkey.answer(asked["challenge"]))

    assert (answer.status_code, answer.json["code"]) == (401, "passkey_failed")
    assert device_keys.standing(field.phone.device) is None


def test_the_record_says_of_each_entry_who_vouched_for_its_signature(field: Field):
    field.phone.push(last=1)
    key = enrolled(field.phone)
    field.phone.push(first=2, **signed(key, field.phone.heads[2]))
    close(field.phone, field)
    field.phone.push(first=3)

    told = [each.signed_by for each in trail_of(db.session.get_one(VisitRow, field.visit)) if each.from_phone]
    assert told == [SignedBy.NOBODY, SignedBy.SESSION, SignedBy.NOBODY]


def test_oversight_is_told_where_a_key_is_changed_by_a_session_alone(field: Field, key: Key):
    enrolled(field.phone)

    assert alarms() == [("key_changed", None)]


def enrol_at(browser: FlaskClient, phone: Phone, key: Key, credential: Any = None) -> TestResponse:
    proof = p256.sign(key, device_keys.PROVES + phone.device.encode()).hex()
    asked = {"device": phone.device, "public_key": p256.public(key).hex(), "proof": proof, "credential": credential}
    return browser.post("/api/device-keys", json=asked)


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
