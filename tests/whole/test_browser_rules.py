"""What every answer tells the browser, so that it guards the person in front of it."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts import commands
from server.app import create_app
from server.config import Settings
from tests.builders import an_enterprise

pytestmark = pytest.mark.one_database
SEEN_BY_ALL = ("/", "/sign-in", "/app/", "/catalogue", "/rules", "/service-worker.js", "/api/nowhere", "/healthz")


@pytest.fixture
def encrypted(tmp_path: Path) -> FlaskClient:
    """The front door of an installation that is reached over an encrypted line; what is asked of it needs no table."""
    settings = Settings(data=tmp_path, public_origin="https://mashang.example", front_end=False, secret="s")
    return create_app(settings).test_client()


def test_every_answer_carries_the_rules_for_browsers(client: FlaskClient):
    for address in SEEN_BY_ALL:
        answer = client.get(address)
        rules = answer.headers["Content-Security-Policy"]
        assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(rules.split("; ")), address
        assert "unsafe-inline" not in rules and "'unsafe-eval'" not in rules, address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert answer.headers["Referrer-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert "Access-Control-Allow-Origin" not in answer.headers, address
        assert not answer.mimetype.startswith("text/") or "charset=utf-8" in answer.headers["Content-Type"], address


def test_a_browser_is_told_to_come_encrypted_from_then_on(client: FlaskClient, encrypted: FlaskClient):
    told = encrypted.get("/sign-in").headers["Strict-Transport-Security"]

    assert told == "max-age=63072000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_every_cookie_belongs_to_this_host_alone_and_no_script_reads_it(encrypted: FlaskClient):
    kept = encrypted.post("/language", data={"language": "en"}).headers["Set-Cookie"]

    assert kept.startswith("__Host-language=en;")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(kept.split("; "))
    assert '<html lang="en">' in encrypted.get("/sign-in").text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_methods_nobody_needs_are_not_served(client: FlaskClient, method: str):
    assert client.open("/sign-in", method=method).status_code == 405


def test_a_page_with_a_secret_in_its_address_is_kept_by_no_browser(app: Flask, client: FlaskClient):
    token = commands.invite_manager(an_enterprise().id, "夏经理", None)

    assert client.get(f"/invitation/{token}").headers["Cache-Control"] == "no-store"
