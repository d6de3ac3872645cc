"""Before what weighs most, and after half an hour's rest at a desk, a person proves anew that it is him."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import commands
from server.accounts.tables import AccountRow, SecurityNoteRow, SessionRow
from server.db import db
from server.vocabulary import Role, SecurityNote
from tests.builders import an_agency, an_enterprise, an_inspector
from tests.passkey import Passkey

PASSWORD = "long enough"
pytestmark = pytest.mark.one_database


def enter(client: FlaskClient, role: Role = Role.ADMIN) -> str:
    """Somebody signed in by password; his account."""
    agency = an_agency().id if role in (Role.OFFICER, Role.AGENCY_LEAD) else None
    account = commands.open_account("郑管理", [role], sign_in_name="zheng", password=PASSWORD, agency_id=agency)
    assert client.post("/api/sign-in", json={"name": "zheng", "password": PASSWORD}).status_code == 200
    return account


def noted() -> list[str]:
    return [each.kind for each in db.session.scalars(db.select(SecurityNoteRow).order_by(SecurityNoteRow.noted_at))]


def later(minutes: int) -> object:
    return clock.at(clock.now() + timedelta(minutes=minutes))


def proved_by(client: FlaskClient, passkey: Passkey) -> int:
    asked = client.post("/api/proof/options", json={}).json
    return client.post("/api/proof", json={"credential": passkey.answer(asked["challenge"])}).status_code


def test_a_role_is_given_only_by_who_has_just_proved_himself_and_the_form_waits_meanwhile(client: FlaskClient):
    enter(client)
    where = f"/desk/registry/inspectors/{an_inspector(an_agency()).id}/invitation"
    sent = {"roles": ["officer", "agency_lead"]}

    with later(11):
        asked = client.post(where, data=sent)
        wrong = client.post(where, data={**sent, "proof_password": "no"})
        opened = [each.name for each in db.session.scalars(db.select(AccountRow))]
        given = client.post(where, data={**sent, "proof_password": PASSWORD})
        again = client.post(where, data=sent)

    assert (asked.status_code, wrong.status_code) == (403, 401)
    for page in (asked.text, wrong.text):
        assert page.count('<input type="hidden" name="roles"') == 2
    assert opened == ["郑管理"]
    assert given.status_code == again.status_code == 200
    assert "/invitation/" in given.text
    assert noted()[:2] == [SecurityNote.PROOF_FAILED, SecurityNote.PROVED]
    assert SecurityNote.ROLE_GIVEN in noted()


def test_whoever_has_a_passkey_proves_by_it_and_a_password_is_none(client: FlaskClient):
    account = enter(client)
    passkey = Passkey(account)

    with later(11):
        by_password = client.post("/desk/settings", data={"proof_password": PASSWORD})
        assert "用通行密钥确认" in by_password.text
        assert by_password.status_code == 401
        assert client.post("/api/proof", json={"password": PASSWORD}).status_code == 403
        assert client.post("/api/proof", json={"credential": passkey.answer("AAAA")}).status_code == 401
        assert proved_by(client, passkey) == 200
        assert client.post("/desk/settings", data={}).status_code == 422  # it is the form that is wrong now
    with later(22):
        assert client.post("/desk/settings", data={}).status_code == 403


def test_a_sign_in_by_password_proves_nothing_where_there_is_a_passkey(client: FlaskClient):
    account = commands.open_account("郑管理", [Role.ADMIN], sign_in_name="zheng", password=PASSWORD)
    Passkey(account)

    client.post("/api/sign-in", json={"name": "zheng", "password": PASSWORD})

    assert client.post("/desk/settings", data={}).status_code == 403


def test_the_answer_of_another_persons_passkey_proves_nothing(client: FlaskClient):
    own = Passkey(enter(client))
    other = Passkey(commands.open_account("别人", [Role.ADMIN]))

    asked = client.post("/api/proof/options", json={}).json
    assert client.post("/api/proof", json={"credential": other.answer(asked["challenge"])}).status_code == 401
    assert client.post("/api/proof", json={"credential": own.answer(asked["challenge"])}).status_code == 401
    assert proved_by(client, own) == 200


def test_programs_are_told_to_prove_first(client: FlaskClient):
    enter(client, Role.AGENCY_LEAD)

    with later(11):
        answer = client.post("/api/plans/none/approval", json={})

    assert (answer.status_code, answer.json["code"]) == (403, "proof_needed")


def test_an_export_asked_for_by_its_address_comes_after_the_proof(client: FlaskClient):
    enter(client, Role.SUPERVISOR)

    with later(11):
        asked = client.get("/desk/impacts/export?format=csv")
        page = client.get(asked.headers["Location"])
        sent = {"proof_password": PASSWORD, "next": "/desk/impacts/export?format=csv"}
        proved = client.post("/account/proof", data=sent)
        assert client.get(proved.headers["Location"]).mimetype == "text/csv"

    assert "请确认是您本人" in page.text
    assert noted() == [SecurityNote.PROVED, SecurityNote.EXPORTED]


def test_a_desk_that_rested_for_half_an_hour_is_locked_and_what_was_written_waits(client: FlaskClient):
    enter(client)

    with later(31):
        asked = client.post("/desk/registry/agencies/new", data={"name": "新单位"})
        assert client.get("/api/me").status_code == 401
        assert "您已有半小时没有操作" in asked.text
        assert 'name="name" value="新单位"' in asked.text
        went_on = client.post("/desk/registry/agencies/new", data={"name": "新单位", "proof_password": PASSWORD})
        assert "新单位" in went_on.text
        assert "请确认是您本人" not in went_on.text
        assert client.get("/desk/").status_code == 200

    ended = [each.ended_at for each in db.session.scalars(db.select(SessionRow).order_by(SessionRow.made_at))]
    assert [each is None for each in ended] == [False, True]


def test_a_desk_that_is_used_stays_open_for_twelve_hours_and_no_longer(client: FlaskClient):
    enter(client)

    for minutes in range(29, 12 * 60, 29):
        with later(minutes):
            assert client.get("/desk/").status_code == 200, minutes
    with later(12 * 60 + 1):
        assert client.get("/desk/").headers["Location"].startswith("/sign-in")


def test_an_inspectors_phone_is_not_locked_by_resting(client: FlaskClient):
    agency = an_agency()
    commands.open_account(
        "王建国", [Role.INSPECTOR], sign_in_name="wang", password=PASSWORD, agency_id=agency.id,
        inspector_id=an_inspector(agency).id,
    )  # fmt: skip
    client.post("/api/sign-in", json={"name": "wang", "password": PASSWORD})

    with later(11 * 60):
        assert client.get("/api/me").status_code == 200


def test_the_use_of_an_ended_session_is_noted(app: Flask, client: FlaskClient):
    enter(client)
    copied = client.get_cookie("session")
    client.post("/api/sign-in", json={"name": "zheng", "password": PASSWORD})

    thief = app.test_client()
    thief.set_cookie("session", copied.value)

    assert thief.get("/api/me").status_code == 401
    assert client.get("/api/me").status_code == 200
    assert noted() == [SecurityNote.REVOKED_USED]


def test_an_administrator_ends_the_sessions_of_somebody_else(app: Flask, client: FlaskClient):
    enter(client)
    manager = commands.open_account(
        "林经理", [Role.MANAGER], sign_in_name="lin", password=PASSWORD, enterprise_id=an_enterprise().id
    )
    other, phone = app.test_client(), app.test_client()
    for each in (other, phone):
        each.post("/api/sign-in", json={"name": "lin", "password": PASSWORD})

    assert "林经理" in client.get(f"/desk/security/accounts/{manager}").text
    client.post(f"/desk/security/accounts/{manager}/sessions/end")

    assert [each.get("/api/me").status_code for each in (other, phone, client)] == [401, 401, 200]
    assert noted()[0] == SecurityNote.SESSIONS_ENDED
