"""The security log: what may be an attack is kept without a name or an address, and administrators read it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock, config
from server.accounts import commands, devices, security_log
from server.accounts.tables import SecurityNoteRow
from server.app import create_app
from server.db import db
from server.ids import new_id
from server.vocabulary import Role, SecurityNote
from tests.builders import an_account, an_agency, signed_in

pytestmark = pytest.mark.one_database
GUESS = {"name": "zheng", "password": "a wrong one"}


def lines() -> list[SecurityNoteRow]:
    return list(db.session.scalars(db.select(SecurityNoteRow).order_by(SecurityNoteRow.noted_at)))


def test_failed_sign_ins_are_counted_in_one_line_without_what_was_typed(client: FlaskClient):
    account = commands.open_account("郑管理", [Role.ADMIN], sign_in_name="zheng", password="long enough")
    for path in ("/sign-in", "/api/sign-in", "/api/sign-in"):
        client.open(path, method="POST", **({"json": GUESS} if "api" in path else {"data": GUESS}))
    client.post("/api/sign-in", json={"name": "a secret typed here", "password": "x"})
    with clock.at(clock.now() + timedelta(minutes=11)):
        client.post("/api/sign-in", json=GUESS, environ_base={"REMOTE_ADDR": "203.0.113.7"})

    known, unknown, later = lines()

    assert [(each.account_id, each.many) for each in (known, unknown, later)] == [(account, 3), (None, 1), (account, 1)]
    assert later.network
    kept = str([vars(each) for each in lines()])
    assert not any(told in kept for told in ("zheng", "secret", "wrong", "203.0.113"))


def test_a_passkey_nobody_knows_is_noted(client: FlaskClient):
    client.post("/api/passkeys/authentication/options")
    client.post("/api/passkeys/authentication", json={"credential": {"rawId": "AAAA", "id": "AAAA"}})

    assert [(each.kind, each.what) for each in lines()] == [(SecurityNote.SIGN_IN_FAILED, "passkey")]


def test_the_token_of_a_revoked_phone_is_noted_when_it_is_used(client: FlaskClient):
    account = commands.open_account("王建国", [Role.INSPECTOR], agency_id=an_agency().id)
    enrolled = devices.enrol(account, new_id(), "手机")
    devices.revoke(enrolled.device)

    client.post("/sync/v1/pull", json={}, headers={"Authorization": f"Device {enrolled.token}"})

    assert [(each.kind, each.account_id, each.what) for each in lines()] == [
        (SecurityNote.REVOKED_USED, account, "device")
    ]


def test_whoever_walks_a_list_of_foreign_ids_is_stopped_and_noted_once(settings: config.Settings):
    app = create_app(replace(settings, rate_limits=True))
    with app.app_context():
        officer = an_account(Role.OFFICER, agency=an_agency())
        walker = signed_in(app.test_client(), officer)
        answers = [walker.get(f"/desk/plans/{new_id()}").status_code for _ in range(130)]
        elsewhere = walker.get("/desk/plans").status_code

        assert (answers[:120], set(answers[120:])) == ([404] * 120, {429})
        assert elsewhere == 200
        assert [(each.kind, each.account_id, each.what, each.many) for each in lines()] == [
            (SecurityNote.FOREIGN_ASKED, officer.id, "planning.plan", 1)
        ]


def test_guesses_at_a_password_from_a_stolen_session_end(settings: config.Settings):
    app = create_app(replace(settings, rate_limits=True))
    with app.app_context():
        commands.open_account("郑管理", [Role.ADMIN], sign_in_name="zheng", password="long enough")
        thief = app.test_client()
        thief.post("/api/sign-in", json={"name": "zheng", "password": "long enough"})
        answers = [thief.post("/api/proof", json={"password": str(n)}).status_code for n in range(12)]

    assert answers == [401] * 10 + [429] * 2


def test_what_is_older_than_half_a_year_goes(app: Flask):
    for days in (181, 179):
        with clock.at(clock.now() - timedelta(days=days)):
            security_log.note(SecurityNote.EXPORTED, None, "check_actions")

    security_log.forget_old()

    assert len(lines()) == 1


def test_administrators_and_the_bureau_read_it_and_nobody_else(client: FlaskClient):
    with_role = {role: an_account(role, name=f"某{role}", agency=an_agency(role.value, role.value)) for role in Role}
    security_log.note(SecurityNote.ROLE_GIVEN, an_account(Role.MANAGER, name="林经理").id, "manager")

    for role, account in with_role.items():
        page = signed_in(client, account).get("/desk/security")
        assert ("林经理" in page.text) == (role in (Role.ADMIN, Role.SUPERVISOR)), role
        assert page.status_code == (200 if role in (Role.ADMIN, Role.SUPERVISOR) else 403)
