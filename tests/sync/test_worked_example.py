"""The traffic shown in docs/protocol.md is what happens: each request is sent as it stands, each answer compared."""

import hashlib
import json

from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.evidence import store
from tests import schemas
from tests.sync import worked_example

SHAPES = {"/sync/v1/hello": "hello", "/sync/v1/push": "push", "/sync/v1/pull": "pull"}


def test_every_request_of_the_page_gets_the_answer_of_the_page(app: Flask, client: FlaskClient):
    with clock.at(worked_example.NOW):
        token = worked_example.build()
        shown = worked_example.exchanges()
        for asked in shown:
            answer = worked_example.send(client, token, asked)

            assert answer.status_code == asked.status, (asked.path, answer.text)
            assert {name: answer.headers[name] for name in asked.answered} == asked.answered
            assert answer.json == asked.answer if asked.answer else not answer.data, asked.path

    assert [asked.method for asked in shown] == ["POST"] * 4 + ["HEAD", "PATCH", "PATCH"]
    digest = hashlib.sha256(worked_example.FILE.encode()).hexdigest()
    assert store.path(digest).read_text() == worked_example.FILE


def test_what_the_page_shows_fits_its_schemas():
    for asked in worked_example.exchanges():
        if shape := SHAPES.get(asked.path):
            schemas.require(f"{shape}.request", json.loads(asked.body))
            schemas.require(f"{shape}.answer", asked.answer)
