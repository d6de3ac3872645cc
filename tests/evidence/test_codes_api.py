"""An inspector's photo is read by the server; nobody else's is."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_inspector, signed_in
from tests.pictures import LINK, a_code, a_photo, as_bytes

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database


def send(client: FlaskClient, photo: bytes) -> TestResponse:
    return client.post("/api/codes/read", data={"photo": (io.BytesIO(photo), "photo.jpg")})


def an_inspectors(client: FlaskClient) -> FlaskClient:
    inspector = an_inspector(an_agency())
    return signed_in(client, an_account(Role.INSPECTOR, inspector=inspector))


def test_an_inspectors_photo_is_read(client: FlaskClient) -> None:
    answer = send(an_inspectors(client), as_bytes(a_photo(a_code())))

    assert answer.status_code == 200
    assert answer.json == {"codes": [{"text": LINK, "engine": "zxing-cpp", "step": "plain"}]}


def test_a_photo_without_a_code_is_no_fault(client: FlaskClient) -> None:
    answer = send(an_inspectors(client), as_bytes(a_photo()))

    assert (answer.status_code, answer.json) == (200, {"codes": []})


def test_a_file_that_is_no_picture_is_told_so(client: FlaskClient) -> None:
    answer = send(an_inspectors(client), b"hello")

    assert answer.status_code == 415
    assert answer.json["code"] == "not_an_image"
    assert answer.mimetype == "application/problem+json"


def test_a_message_without_a_photo_is_invalid(client: FlaskClient) -> None:
    answer = an_inspectors(client).post("/api/codes/read", data={})

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_nobody_reads_without_signing_in(client: FlaskClient) -> None:
    assert send(client, as_bytes(a_photo())).status_code == 401


def test_a_manager_has_nothing_to_read(app: Flask, client: FlaskClient) -> None:
    answer = send(signed_in(client, an_account(Role.MANAGER)), as_bytes(a_photo()))

    assert answer.status_code == 403
