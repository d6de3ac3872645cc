"""A lost phone opens nothing any more, from the moment the desk says so."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import commands
from server.db import db
from server.registry.tables import EnterpriseRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, signed_in
from tests.passkey import Passkey

DEVICE = "01930000-0000-7000-8000-0000000000d1"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return signed_in(app.test_client(), an_account(Role.ADMIN, name="管理员"))


def in_by(browser: FlaskClient, passkey: Passkey) -> int:
    challenge = browser.post("/api/passkeys/authentication/options").json["challenge"]
    return browser.post("/api/passkeys/authentication", json={"credential": passkey.answer(challenge)}).status_code


def pulled(phone: FlaskClient, token: str) -> int:
    return phone.post("/sync/v1/pull", json={"proto": 1}, headers={"Authorization": f"Device {token}"}).status_code


@pytest.mark.parametrize("lost", [True, False])
def test_an_inspectors_lost_phone_is_out_and_he_is_invited_anew(app: Flask, admin: FlaskClient, lost: bool):
    inspector = an_inspector(an_agency())
    account = commands.open_account(
        inspector.name, [Role.INSPECTOR], agency_id="fire-rescue", inspector_id=inspector.id
    )  # fmt: skip
    passkey, phone = Passkey(account), app.test_client()
    assert in_by(phone, passkey) == 200
    token = phone.post("/api/devices", json={"id": DEVICE}).json["token"]
    assert pulled(phone, token) == 200

    page = admin.post(f"/desk/registry/inspectors/{inspector.id}/invitation", data={"lost": "yes"} if lost else {})

    assert ("已停用" in page.text) is lost
    assert phone.get("/api/me").status_code == (401 if lost else 200)
    assert pulled(phone, token) == (403 if lost else 200)
    assert in_by(app.test_client(), passkey) == (401 if lost else 200)
    invitation = page.text.split("/invitation/")[1][:22]
    assert admin.get(f"/invitation/{invitation}").status_code == 200


def test_a_managers_lost_phone_is_out_but_no_other_enterprises_manager(app: Flask, admin: FlaskClient):
    enterprise, other = an_enterprise(), an_enterprise("另一家餐厅", "91110108MA01B2C3D8")
    phones = {each.id: _signed_in_manager(app, each) for each in (enterprise, other)}
    lose = f"/desk/registry/enterprises/{enterprise.id}/invitation"

    foreign = admin.post(lose, data={"account": phones[other.id][0], "lost": "yes"})
    own = admin.post(lose, data={"account": phones[enterprise.id][0], "lost": "yes"})

    assert (foreign.status_code, own.status_code) == (404, 200)
    assert phones[enterprise.id][1].get("/api/me").status_code == 401
    assert phones[other.id][1].get("/api/me").status_code == 200


def _signed_in_manager(app: Flask, enterprise: EnterpriseRow) -> tuple[str, FlaskClient]:
    account = an_account(Role.MANAGER, enterprise=db.session.merge(enterprise)).id
    browser = app.test_client()
    assert in_by(browser, Passkey(account)) == 200
    return account, browser
