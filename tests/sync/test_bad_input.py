"""Every kind of bad input gets exactly the answer that docs/protocol.md names, and never a fault of the server."""

import gzip
import json
import zlib
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from server import limits
from server.app import create_app
from server.config import Settings
from server.db import db
from server.sync import api, push
from server.trail.tables import TrailEntryRow
from tests.field import Field, a_field, find, open_visit

pytestmark = pytest.mark.one_database

WRONG: list[Any] = [None, True, 1.5, -1, 2**64, "", "x", "\0", "\U0001f4a9" * 50, [], [[]], {}, {"$ne": 1}]
DEEP = "[" * 100_000


def bomb() -> bytes:
    """A gibibyte of nothing packed into one mebibyte: the same packed piece again and again."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(16 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\3" + piece * 64 + packer.flush()


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


def post(field: Field, what: str, body: bytes, **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return field.client.post(f"/sync/v1/{what}", data=body, headers={**field.phone.authorization, **given})


def stored() -> int:
    return db.session.query(TrailEntryRow).filter(TrailEntryRow.device_id.is_not(None)).count()


@pytest.mark.parametrize("what", ["push", "pull", "surrender", "hello"])
@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"", "identity", 400, "malformed"),
        (b"{", "identity", 400, "malformed"),
        (b"null", "identity", 400, "malformed"),
        (b"[]", "identity", 400, "malformed"),
        (b'"text"', "identity", 400, "malformed"),
        (b"NaN", "identity", 400, "malformed"),
        (b'{"proto":NaN}', "identity", 400, "malformed"),
        (b'{"proto":1,"a":"\xff"}', "identity", 400, "malformed"),
        (b'{"proto":1,"a":"\\ud800"}', "identity", 400, "malformed"),
        (b"\xef\xbb\xbf{}", "identity", 400, "malformed"),
        (DEEP.encode(), "identity", 400, "malformed"),
        (b"not gzip", "gzip", 400, "malformed"),
        (gzip.compress(DEEP.encode(), mtime=0), "gzip", 400, "malformed"),
        (gzip.compress(b'{"proto":1}', mtime=0)[:-3], "gzip", 400, "malformed"),
        (b"{}", "br", 400, "malformed"),
        (bomb(), "gzip", 413, "too_large"),
        (b"\x1f\x8b" + bytes(1024 * 1024), "gzip", 413, "too_large"),
        (b" " * (8 * 1024 * 1024 + 1), "identity", 413, "too_large"),
    ],
    ids=lambda value: str(value)[:24] if isinstance(value, bytes | str) else None,
)
def test_a_body_of_another_kind(field: Field, what: str, body: bytes, encoding: str, status: int, code: str):
    answer = post(field, what, body, Content_Encoding=encoding)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.headers["X-Mashang-Sync"] == "1"


@pytest.mark.parametrize("member", ["device", "from", "to", "operations", "head"])
def test_a_member_of_a_batch_of_another_type(field: Field, member: str):
    open_visit(field.phone, field)
    for wrong in WRONG:
        answer = field.phone.push(**{member: wrong})
        assert (answer.status_code, answer.json["code"], answer.json["facts"]) == (400, "malformed", {"why": member})
    assert stored() == 0


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"proto": 0}, 426, "upgrade_needed"),
        ({"proto": 2}, 426, "upgrade_needed"),
        ({"proto": "1"}, 426, "upgrade_needed"),
        ({"proto": True}, 426, "upgrade_needed"),
        ({"from": 2, "to": 1}, 400, "malformed"),
        ({"from": 0, "to": 0}, 400, "malformed"),
        ({"to": 2}, 400, "malformed"),
        ({"from": 2, "to": 2}, 409, "gap"),
        ({"from": 2**31 - 1, "to": 2**31 - 1}, 409, "gap"),
        ({"head": "AB" * 32}, 400, "malformed"),
        ({"head": "ab" * 32}, 422, "bad_chain"),
        ({"operations": ["{}"] * 1001, "to": 1001}, 400, "malformed"),
    ],
)
def test_a_batch_whose_members_do_not_fit_together(field: Field, changed: dict, status: int, code: str):
    open_visit(field.phone, field)

    answer = field.phone.push(**changed)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert stored() == 0


def test_members_nobody_knows_are_ignored_and_of_doubled_ones_the_last_counts(field: Field):
    open_visit(field.phone, field)
    text = json.dumps(field.phone.batch() | {"to": 5, "unknown": [1]})[:-1] + ', "to": 1}'

    assert post(field, "push", text.encode()).json["acked"] == 1


@pytest.mark.parametrize("limit", [0, -1, "5", 1.0, True, None, []])
def test_a_limit_that_is_none(field: Field, limit: Any):
    answer = field.phone.post("pull", {"proto": 1, "cursor": None, "limit": limit})

    assert (answer.status_code, answer.json["facts"]) == (400, {"why": "limit"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        DEEP,
        '{"v":1}',
        "{" * 30 + "}" * 30,
        '{"a":"\\ud800"}',
        '{"v":NaN}',
        "\ufeff{}",
        "\0",
        "1e999",
    ],
    ids=["empty", "open", "deep", "little", "braces", "surrogate", "NaN", "mark", "NUL", "infinite"],
)
def test_a_text_that_is_no_operation_is_kept_as_it_is(field: Field, text: str):
    field.phone.keep(text)

    [result] = field.phone.push().json["results"]

    assert (result["status"], result["code"]) == ("quarantined", "malformed")
    [entry] = db.session.query(TrailEntryRow).filter_by(device_id=field.phone.device)
    assert bytes(entry.body).decode() == text


def test_wrong_types_in_every_member_of_an_operation(field: Field):
    find(field.phone, field)
    names = json.loads(field.phone.operations.pop())
    field.phone.heads.pop()
    for member in names:
        for wrong in (None, 1.5, "\0", [[]], {"a": 1}, 2**64):
            find(field.phone, field, envelope={member: wrong})

    results = field.phone.push().json["results"]

    assert {result["status"] for result in results} <= {"applied", "quarantined"}
    assert {result.get("code") for result in results if result["status"] == "quarantined"} <= {
        "malformed", "invalid", "out_of_place", "not_yours",
    }  # fmt: skip
    assert len(results) == stored() == len(names) * 6


@pytest.mark.parametrize(
    "authorization", ["", "Device", "Device ", "Bearer x", "Device \u20ac", "Device " + "x" * 5000]
)
@pytest.mark.parametrize("what", ["push", "pull", "surrender"])
def test_a_token_that_is_none(field: Field, what: str, authorization: str):
    answer = field.client.post(
        f"/sync/v1/{what}", json={"proto": 1}, headers={"Authorization": authorization.encode().decode("latin-1")}
    )

    assert (answer.status_code, answer.json["facts"]) == (401, {"login": "/sign-in"})


def test_a_database_that_is_busy_is_said_before_anything_is_acknowledged(field: Field, monkeypatch: pytest.MonkeyPatch):
    def locked(*_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    open_visit(field.phone, field)
    monkeypatch.setattr(push, "_before", locked)
    answer = field.phone.push()
    monkeypatch.undo()

    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "busy", "5")
    assert stored() == 0
    assert field.phone.push().json["acked"] == 1


def test_who_asks_without_end_is_told_to_wait(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "BY_DEVICE", 3)
    app = create_app(replace(settings, rate_limits=True))
    client = app.test_client()
    headers = {"Authorization": "Device one"}
    answers = [client.post("/sync/v1/hello", data=b"{", headers=headers) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 429]
    assert answers[-1].json["code"] == "too_many"
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].headers["X-Mashang-Sync"] == "1"
    assert client.post("/sync/v1/hello", data=b"{", headers={"Authorization": "Device two"}).status_code == 400


def test_nothing_else_than_sync_is_marked_as_ours(field: Field):
    assert "X-Mashang-Sync" not in field.client.get("/healthz").headers
    assert api.blueprint.url_prefix == "/sync/v1"
