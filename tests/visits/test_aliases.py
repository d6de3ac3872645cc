"""Learned codes from the scan at the door to every phone, and what a cheat cannot do with them."""

import hashlib
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.db import db
from server.refusals import Refused
from server.registry import commands as registry
from server.registry import license_code
from server.sync import quarantine
from server.trail.tables import TrailEntryRow
from server.visits import alias_commands, aliases
from server.visits.aliases import Author
from server.visits.bodies import code_id
from server.vocabulary import AliasWord, Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.field import Field, a_field, an_office
from tests.phone import Phone

TEXT = "http://www.gsxt.gov.cn/%7B" + "9C5A2D70E1F84B36" * 10 + "-1528447396036%7D"
CODE = str(license_code.read(TEXT).opaque_key)
ID = code_id(CODE)


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def says(phone: Phone, word: str, credit_code: str, **changed: object) -> str:
    """One word about the code, recorded and pushed; returns what became of it."""
    body = {"code": CODE, "credit_code": credit_code}
    body |= {"reason": "门牌不符"} if word == "challenged" else {"text": TEXT, "family": "license_opaque"}
    body |= changed
    phone.record_on("code", code_id(str(body["code"])), f"code.{word}", **body)
    [result] = phone.push(len(phone.operations)).json["results"]
    return result.get("code") or result["status"]


def record(phone: Phone) -> dict[str, object] | None:
    phone.pull()
    return phone.records.get(("code_alias", ID))


def test_a_code_two_inspectors_named_is_known_on_every_phone(field: Field, client: FlaskClient):
    first, second = field.fire.phones
    stranger = an_office(client, "market-regulation", "food", "market").phone

    assert says(first, "named", field.enterprise.credit_code) == "applied"
    assert record(stranger)["state"] == "named"
    assert says(second, "confirmed", field.enterprise.credit_code) == "applied"

    known = record(stranger)
    assert (known["code"], known["state"]) == (CODE, "confirmed")
    [name] = known["names"]
    assert (name["credit_code"], name["name"]) == (field.enterprise.credit_code, field.enterprise.name)
    assert sorted(name["said_by"]) == sorted([first.account, second.account])
    assert aliases.enterprise_of(CODE).id == field.enterprise.id


def test_one_person_alone_establishes_nothing(field: Field):
    for word in ("named", "confirmed", "named"):
        says(field.phone, word, field.enterprise.credit_code)

    assert aliases.enterprise_of(CODE) is None
    assert record(field.phone)["state"] == "named"


def test_a_challenge_suspends_a_code_at_once_and_keeps_why(field: Field, client: FlaskClient):
    first, second = field.fire.phones
    other = an_office(client, "market-regulation", "food", "market").phone
    says(first, "named", field.enterprise.credit_code)
    says(second, "confirmed", field.enterprise.credit_code)

    assert says(other, "challenged", field.enterprise.credit_code) == "applied"

    assert aliases.enterprise_of(CODE) is None
    assert record(first)["state"] == "doubtful"
    assert [row.reason for row in aliases.words_on([ID])] == ["", "", "门牌不符"]


def test_two_enterprises_named_for_one_code_are_both_kept_until_the_desk_decides(field: Field, client: FlaskClient):
    first, second = field.fire.phones
    rival = an_enterprise("春和楼", "91370211MA3C4XK29U")
    says(first, "named", field.enterprise.credit_code)
    says(second, "named", rival.credit_code)

    assert [each["state"] for each in record(first)["names"]] == ["doubtful", "doubtful"]
    alias_commands.say(CODE, rival.id, AliasWord.UPHELD, desk(), "实地核对")

    [name] = record(first)["names"]
    assert (name["name"], name["state"]) == ("春和楼", "confirmed")
    assert aliases.enterprise_of(CODE).id == rival.id


def test_the_desk_withdraws_a_code_and_phones_forget_it(field: Field):
    first, second = field.fire.phones
    says(first, "named", field.enterprise.credit_code)
    says(second, "confirmed", field.enterprise.credit_code)
    assert record(first)

    with pytest.raises(Refused):
        alias_commands.say(CODE, field.enterprise.id, AliasWord.WITHDRAWN, desk(), "  ")
    alias_commands.say(CODE, field.enterprise.id, AliasWord.WITHDRAWN, desk(), "贴错的码")

    assert record(first) is None
    assert says(second, "confirmed", field.enterprise.credit_code) == "applied"
    assert aliases.enterprise_of(CODE) is None


def test_the_manager_of_the_enterprise_confirms_alone_and_another_enterprises_manager_cannot(field: Field):
    rival = an_enterprise("春和楼", "91370211MA3C4XK29U")
    says(field.phone, "named", field.enterprise.credit_code)

    with pytest.raises(Refused):
        alias_commands.say(CODE, rival.id, AliasWord.CONFIRMED, desk())
    alias_commands.say(CODE, field.enterprise.id, AliasWord.CONFIRMED, Author(an_account(Role.MANAGER).id))

    assert aliases.enterprise_of(CODE).id == field.enterprise.id


def test_a_code_that_says_itself_whose_it_is_is_not_learned(field: Field):
    text = f"http://www.gsxt.gov.cn/index.html?uniscid={field.enterprise.credit_code}"
    code = hashlib.sha256(text.encode()).hexdigest()

    assert says(field.phone, "named", field.enterprise.credit_code, text=text, code=code) == "not_learnable"
    assert says(field.phone, "named", field.enterprise.credit_code, text=TEXT, code=code) == "not_learnable"


def test_an_enterprise_that_is_entered_later_mends_what_was_said_of_it(field: Field):
    assert says(field.phone, "named", "91370211MA3C4XK29U") == "unknown_enterprise"
    an_enterprise("春和楼", "91370211MA3C4XK29U")

    assert quarantine.judge_again() == 1
    assert record(field.phone)["names"][0]["name"] == "春和楼"


@pytest.mark.parametrize(
    ("word", "changed", "code"),
    [
        ("challenged", {}, "unknown_code"),
        ("named", {"code": "x" * 64}, "invalid"),
        ("named", {"text": 5}, "invalid"),
        ("named", {"family": "x" * 41}, "invalid"),
    ],
)
def test_what_does_not_fit_is_kept_aside(field: Field, word: str, changed: dict[str, object], code: str):
    assert says(field.phone, word, field.enterprise.credit_code, **changed) == code
    assert db.session.query(TrailEntryRow).filter_by(kind=f"code.{word}", status="quarantined").count() == 1


def test_a_word_about_a_code_must_say_that_it_is_about_one(field: Field):
    body = {"code": CODE, "credit_code": field.enterprise.credit_code, "text": TEXT, "family": "license_opaque"}
    field.phone.record_on("visit", ID, "code.named", **body)
    field.phone.record_on("code", field.visit, "code.named", **body)

    results = field.phone.push().json["results"]

    assert [each["code"] for each in results] == ["unknown_kind", "invalid"]


def test_an_enterprise_that_has_ended_is_told_to_the_phones(field: Field):
    says(field.phone, "named", field.enterprise.credit_code)
    record(field.phone)

    registry.end_enterprise(field.enterprise.id, date(2026, 1, 1), None)

    assert record(field.phone)["names"][0]["ended_on"] == "2026-01-01"


def test_a_scanned_code_that_is_established_is_resolved_by_the_server_too(field: Field, client: FlaskClient):
    first, second = field.fire.phones
    inspector = signed_in(client, an_account(Role.INSPECTOR, agency=field.fire.agency))
    says(first, "named", field.enterprise.credit_code)

    waiting = inspector.post("/api/codes/resolve", json={"text": TEXT}).json
    assert (waiting["enterprise"], waiting["learned"]["state"]) == (None, "named")

    says(second, "confirmed", field.enterprise.credit_code)
    known = inspector.post("/api/codes/resolve", json={"text": TEXT}).json
    assert (known["credit_code"], known["learned"]["state"]) == (field.enterprise.credit_code, "confirmed")


def desk() -> Author:
    return Author(an_account(Role.SUPERVISOR, name="监督员").id)
