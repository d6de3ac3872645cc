"""Promises of the lowest layer, on whichever database the run uses."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.app import create_app
from server.config import Settings
from server.db import db, next_number, transaction
from server.registry.tables import AgencyRow
from tests.builders import an_agency


def test_a_refused_transaction_leaves_nothing_even_after_a_released_savepoint(app: Flask):
    with pytest.raises(RuntimeError), transaction():
        with db.session.begin_nested():
            db.session.add(AgencyRow(id="x", name="x", short_name="x", competence="x"))
        raise RuntimeError

    assert db.session.get(AgencyRow, "x") is None


def test_a_number_undone_is_given_again(app: Flask):
    with transaction():
        assert next_number("filing") == 1
    with pytest.raises(RuntimeError), transaction():
        assert next_number("filing") == 2
        raise RuntimeError

    with transaction():
        assert next_number("filing") == 2


def test_the_server_says_it_is_alive(client: FlaskClient):
    assert client.get("/healthz").json == {"status": "ok"}


def test_an_unknown_api_address_is_a_problem_document(client: FlaskClient):
    answer = client.get("/api/nowhere")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "not_found"


@pytest.mark.one_database
@pytest.mark.parametrize("headers", [
    {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
])  # fmt: skip
def test_a_request_from_another_site_is_refused(client: FlaskClient, headers: dict[str, str]):
    answer = client.post("/language", data={"language": "en"}, headers=headers)

    assert answer.status_code == 403


@pytest.mark.one_database
@pytest.mark.parametrize(("origin", "name"), [("https://mashang.example", "__Host-session"), ("", "session")])
def test_over_an_encrypted_line_the_session_belongs_to_this_host_alone(tmp_path: Path, origin: str, name: str):
    app = create_app(Settings(data=tmp_path, public_origin=origin, front_end=False, secret="s"))

    assert app.config["SESSION_COOKIE_NAME"] == name
    assert app.config["SESSION_COOKIE_SECURE"] is bool(origin)


def test_builders_reach_the_database(app: Flask):
    assert an_agency().id == "fire-rescue"
