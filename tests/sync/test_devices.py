"""A phone becomes known once, through somebody signed in, and keeps its chain for as long as it lives."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import devices
from server.accounts.tables import AccountRow
from server.ids import new_id
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_inspector, signed_in


@pytest.fixture
def inspector(app: Flask) -> AccountRow:
    agency = an_agency()
    return an_account(Role.INSPECTOR, agency=agency, inspector=an_inspector(agency))


def test_a_phone_is_enrolled_and_its_token_pulls(inspector: AccountRow, client: FlaskClient):
    device = new_id()

    enrolled = signed_in(client, inspector).post("/api/devices", json={"id": device, "label": "Pixel 9"})

    assert enrolled.status_code == 201
    assert enrolled.json | {"token": ""} == {"device": device, "token": "", "last_dseq": 0, "head": "0" * 64}
    headers = {"Authorization": f"Device {enrolled.json['token']}"}
    assert client.post("/sync/v1/pull", json={"proto": 1, "cursor": None}, headers=headers).status_code == 200


def test_nobody_enrols_a_phone_without_signing_in(client: FlaskClient):
    assert client.post("/api/devices", json={"id": new_id()}).status_code == 401


def test_a_phone_of_another_account_cannot_be_taken_over(inspector: AccountRow, client: FlaskClient):
    device = new_id()
    devices.enrol(inspector.id, device, "")

    answer = signed_in(client, an_account(Role.OFFICER)).post("/api/devices", json={"id": device})

    assert (answer.status_code, answer.json["code"]) == (409, "device_taken")


def test_a_revoked_phone_is_not_enrolled_again(inspector: AccountRow, client: FlaskClient):
    device = new_id()
    devices.enrol(inspector.id, device, "")
    devices.revoke(device)

    answer = signed_in(client, inspector).post("/api/devices", json={"id": device})

    assert (answer.status_code, answer.json["code"]) == (403, "device_revoked")


@pytest.mark.parametrize("sent", [{}, {"id": "x"}, {"id": 1}, {"id": "0198F2C6-0000-7000-8000-000000000000"}])
def test_an_id_of_another_shape_is_refused(inspector: AccountRow, client: FlaskClient, sent: dict):
    assert signed_in(client, inspector).post("/api/devices", json=sent).status_code == 422
