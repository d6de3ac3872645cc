"""Signing in by passkey: an answer opens the door once and soon; a revoked passkey takes its sessions along."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts import commands
from server.accounts.passkeys import NewPasskey
from server.refusals import Refused
from server.vocabulary import Role
from tests.builders import an_account
from tests.passkey import Passkey


@pytest.fixture
def passkey(app: Flask) -> Passkey:
    """One that does not count, as those that are kept in a cloud: no counter betrays an answer given twice."""
    made = Passkey(an_account(Role.ADMIN).id)
    made.count = -1
    return made


def asked(browser: FlaskClient) -> str:
    return str(browser.post("/api/passkeys/authentication/options").json["challenge"])


def signed_in(browser: FlaskClient, answer: dict[str, Any]) -> int:
    return browser.post("/api/passkeys/authentication", json={"credential": answer}).status_code


def test_an_answer_that_was_overheard_opens_nothing_even_with_the_cookie_it_came_with(app: Flask, passkey: Passkey):
    browser, thief = app.test_client(), app.test_client()
    answer = passkey.answer(asked(browser))
    cookie = browser.get_cookie("session")
    assert cookie and signed_in(browser, answer) == 200

    thief.set_cookie("session", cookie.value)

    assert signed_in(thief, answer) == 401
    assert thief.get("/api/me").status_code == 401


def test_an_answer_that_comes_after_ten_minutes_is_too_late(app: Flask, passkey: Passkey):
    browser = app.test_client()
    answer = passkey.answer(asked(browser))

    with clock.at(clock.now() + timedelta(minutes=11)):
        assert signed_in(browser, answer) == 401


def test_signing_in_again_by_the_same_passkey_works_as_ever(app: Flask, passkey: Passkey):
    for _ in range(2):
        browser, passkey.count = app.test_client(), -1
        assert signed_in(browser, passkey.answer(asked(browser))) == 200


def test_a_revoked_passkey_takes_the_sessions_begun_by_it_along(app: Flask):
    account = an_account(Role.ADMIN).id
    lost, kept = Passkey(account), Passkey(account)
    phone, desk = app.test_client(), app.test_client()
    for browser, own in ((phone, lost), (desk, kept)):
        assert signed_in(browser, own.answer(asked(browser))) == 200

    revoked = desk.get("/account").text.split('data-passkey="revoke" data-id="')[1][:36]
    assert desk.post(f"/api/passkeys/{revoked}/revocation").status_code == 200

    assert (phone.get("/api/me").status_code, desk.get("/api/me").status_code) == (401, 200)


def test_a_proof_that_was_overheard_proves_nothing_a_second_time(app: Flask, passkey: Passkey):
    browser, thief = app.test_client(), app.test_client()
    assert signed_in(browser, passkey.answer(asked(browser))) == 200
    passkey.count = -1
    answer = passkey.answer(str(browser.post("/api/proof/options", json={}).json["challenge"]))
    cookie = browser.get_cookie("session")
    assert cookie and browser.post("/api/proof", json={"credential": answer}).status_code == 200

    thief.set_cookie("session", cookie.value)

    assert thief.post("/api/proof", json={"credential": answer}).status_code == 401


@pytest.mark.one_database
@pytest.mark.parametrize(("role", "is_taken"), [(Role.ADMIN, False), (Role.SUPERVISOR, False), (Role.INSPECTOR, True)])
def test_a_passkey_that_is_synced_oversees_nothing(app, role: Role, is_taken: bool):
    account = an_account(role).id

    with nullcontext() if is_taken else pytest.raises(Refused, match="passkey_synced"):
        commands.add_passkey(account, NewPasskey(b"id", b"key", 0, synced=True), "手机")
    commands.add_passkey(account, NewPasskey(b"other", b"key", 0, synced=False), "安全钥匙")
