"""A phone's key is enrolled by its person, and the server vouches for it visit by visit, half a day at a time."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from server import clock, p256
from server.accounts import device_keys, devices
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.trail.tables import TrailEntryRow
from server.visits.verifying import Reason, Trusted, Verifier, verdict
from server.visits.visit_code import SIGNED_BY_PHONE, VisitCode, digits, moment, read
from tests.builders import signed_in
from tests.field import Field, a_field, a_visit, an_office, close, open_visit
from tests.phone import Phone

BELIEVED = (Reason.GENUINE, Reason.NO_PLAN)
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=clock.LOCAL)


@pytest.fixture
def field(client) -> Iterator[Field]:
    with clock.at(NINE):
        yield a_field(client)


@pytest.fixture
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def enrol(phone: Phone, key: ec.EllipticCurvePrivateKey, **changed: str) -> Any:
    """As the app does it: by the person's session, with the key's signature over the phone's id."""
    signed_in(phone.client, db.session.get_one(AccountRow, phone.account))
    proof = p256.sign(key, device_keys.PROVES + phone.device.encode())
    sent = {"device": phone.device, "public_key": p256.public(key).hex(), "proof": proof.hex()} | changed
    answer = phone.client.post("/api/device-keys", json=sent)
    phone.key = key if answer.status_code == 200 else phone.key
    return answer


def certificates(phone: Phone) -> list[bytes]:
    answer = phone.client.post("/sync/v1/certificates", json={}, headers=phone.authorization)
    assert answer.status_code == 200
    assert answer.headers["X-Mashang-Sync"] == "1"
    return [bytes.fromhex(each) for each in answer.json["certificates"]]


def show(key: ec.EllipticCurvePrivateKey, certificate: bytes) -> str:
    now = moment(int(clock.now().timestamp()), None)
    return digits(certificate + now + p256.sign(key, SIGNED_BY_PHONE + certificate + now))


def taken_apart(key: ec.EllipticCurvePrivateKey, certificate: bytes) -> VisitCode:
    code = read(show(key, certificate))
    assert code
    return code


def trusted(field: Field) -> Trusted:
    told = json.loads(field.client.get("/api/visit-codes/keys").json["list"])
    keys = {name: bytes.fromhex(each) for name, each in told["keys"].items()}
    return Trusted(told["address"], told["issued_at"], keys, told["revoked"], told["over"])


def judged(field: Field, text: str) -> Reason:
    now = int(clock.now().timestamp())
    return verdict(text, Verifier(trusted(field), now, field.enterprise.credit_code, 1)).reason


def test_a_phone_with_an_enrolled_key_shows_a_code_that_the_enterprise_believes(field: Field, key):
    assert enrol(field.phone, key).status_code == 200

    reasons = [judged(field, show(key, each)) for each in certificates(field.phone)]

    # Now: of nobody and of the visit; this afternoon and tomorrow hold only from then on.
    assert reasons.count(Reason.GENUINE) == 1
    assert reasons.count(Reason.NO_PLAN) == 1
    assert set(reasons) == {Reason.GENUINE, Reason.NO_PLAN, Reason.EXPIRED}


def test_certificates_say_who_comes_why_and_for_half_a_day_at_most(field: Field, key):
    enrol(field.phone, key)
    codes = [taken_apart(key, each) for each in certificates(field.phone)]

    said = [each.certificate for each in codes if each.certificate.of_visit]
    inspector = field.fire.inspectors[0]
    assert {(each.name, each.badge) for each in said} == {(inspector.name, inspector.badges[0].number)}
    assert {(each.premises, each.items, each.agencies, each.minutes) for each in said} == {(1, 1, 1, 720)}
    midnight = int(NINE.replace(hour=0).timestamp())
    assert [each.not_before - midnight for each in said] == [0, 12 * 3600]


def test_tomorrows_visit_is_certified_today_and_the_day_after_is_not(field: Field, key):
    a_visit(field.enterprise, field.fire, visit_on=clock.today() + timedelta(days=1))
    a_visit(field.enterprise, field.fire, visit_on=clock.today() + timedelta(days=2))
    enrol(field.phone, key)

    codes = [taken_apart(key, each) for each in certificates(field.phone)]

    assert len({each.certificate.visit for each in codes if each.certificate.of_visit}) == 2


def test_a_phone_whose_key_nobody_enrolled_gets_none(field: Field):
    answer = field.phone.client.post("/sync/v1/certificates", json={}, headers=field.phone.authorization)

    assert answer.json["key"] is None
    assert answer.json["certificates"] == []


def test_a_visit_of_others_is_not_certified(field: Field, key):
    stranger = an_office(field.client, "market", "food-safety", "food").phone
    enrol(stranger, key)

    assert not [each for each in certificates(stranger) if taken_apart(key, each).certificate.of_visit]


def test_whose_badge_has_run_out_gets_none(field: Field, key):
    enrol(field.phone, key)
    with transaction():
        field.fire.inspectors[0].badges[0].valid_until = clock.today() - timedelta(days=1)
        db.session.add(field.fire.inspectors[0])

    assert certificates(field.phone) == []


def test_a_key_is_enrolled_only_with_its_proof_by_the_phones_person(field: Field, key):
    other = ec.generate_private_key(ec.SECP256R1())

    assert enrol(field.phone, key, public_key=p256.public(other).hex()).json["code"] == "key_unproven"
    assert enrol(field.phone, key, public_key="02" + "f" * 64).json["code"] == "key_unproven"
    assert enrol(field.phone, key, proof="0" * 128).json["code"] == "key_unproven"
    foreign = p256.sign(key, device_keys.PROVES + field.fire.phones[1].device.encode()).hex()
    answer = enrol(field.phone, key, device=field.fire.phones[1].device, proof=foreign)
    assert answer.json["code"] == "device_taken"
    assert device_keys.standing(field.phone.device) is None


def test_enrolling_leaves_an_entry_and_enrolling_again_none(field: Field, key):
    for _ in range(2):
        assert enrol(field.phone, key).status_code == 200

    entries = db.session.scalars(select(TrailEntryRow).where(TrailEntryRow.kind == "device.key_enrolled")).all()
    assert len(entries) == 1


def test_a_new_key_ends_the_one_before(field: Field, key):
    enrol(field.phone, key)
    text = next(show(key, each) for each in certificates(field.phone) if judged(field, show(key, each)) in BELIEVED)
    newer = ec.generate_private_key(ec.SECP256R1())

    enrol(field.phone, newer)

    assert judged(field, text) is Reason.REVOKED
    assert enrol(field.phone, key).json["code"] == "key_unproven"
    assert device_keys.standing(field.phone.device) == p256.public(newer)


def test_a_revoked_phone_and_who_has_left_are_on_the_list(field: Field, key):
    enrol(field.phone, key)
    text = next(show(key, each) for each in certificates(field.phone) if judged(field, show(key, each)) in BELIEVED)

    devices.revoke(field.phone.device)

    assert judged(field, text) is Reason.REVOKED
    with clock.at(NINE + timedelta(days=4)):
        assert trusted(field).revoked == []


def test_a_visit_under_way_after_midnight_is_still_certified(field: Field, key):
    enrol(field.phone, key)
    open_visit(field.phone, field)
    field.phone.push()

    with clock.at(NINE + timedelta(hours=16)):
        codes = [taken_apart(key, each) for each in certificates(field.phone)]
        assert [each for each in codes if each.certificate.of_visit]


def test_an_ordinary_camera_learns_for_which_enterprise_a_code_is_and_no_name(field: Field, key):
    enrol(field.phone, key)
    [text] = [show(key, each) for each in certificates(field.phone) if judged(field, show(key, each)) is Reason.GENUINE]

    page = field.client.get(f"/B/{text}").text

    assert "这个亮码有效" in page
    assert field.enterprise.name in page
    assert field.fire.inspectors[0].badges[0].number not in page
    with clock.at(NINE + timedelta(minutes=2)):
        assert "时间对不上，不能判断" in field.client.get(f"/B/{text}").text
    with clock.at(NINE + timedelta(minutes=4)):
        assert "这个亮码已过期" in field.client.get(f"/B/{text}").text
    assert "这个码不能相信" in field.client.get(f"/B/{text[:-1]}{9 - int(text[-1])}").text
    assert "这个码不能相信" in field.client.get("/B/1234").text


def test_the_place_of_a_door_is_told_and_nothing_of_a_code_that_is_none(field: Field):
    premises = field.enterprise.premises[0]

    told = field.client.get(f"/api/visit-codes/places/{premises.door_token}").json

    assert told["name"] == field.enterprise.name
    assert (told["credit_code"], told["premises"]) == (field.enterprise.credit_code, 1)
    assert field.client.get("/api/visit-codes/places/nowhere").status_code == 404


def test_who_lost_the_badge_and_what_has_ended_is_never_green(field: Field, key):
    enrol(field.phone, key)
    [text] = [show(key, each) for each in certificates(field.phone) if judged(field, show(key, each)) is Reason.GENUINE]

    open_visit(field.phone, field)
    close(field.phone, field)
    field.phone.push()
    assert judged(field, text) is Reason.OVER
    assert "这次检查已经结束或取消" in field.client.get(f"/B/{text}").text
    with transaction():
        badge = db.session.merge(field.fire.inspectors[0]).badges[0]
        badge.valid_until = clock.today() - timedelta(days=1)
    assert judged(field, text) is Reason.REVOKED
