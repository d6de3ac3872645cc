"""Whatever is sent to a route that changes something, the answer is a refusal in words, never a fault of the server."""

import json
import re
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from server import policy
from server.policy import DEVICE
from server.vocabulary import Role
from tests.whole.addresses import address, rules
from tests.whole.messages import sent
from tests.whole.two_sides import Side, two_sides

LONG = "长" * 10_000
# A number's field gets one too large for any column, and the next of these.
NUMBERS = cycle([10**400, "9" * 5_000, -1, LONG])
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS: list[Any] = ["0001-01-01", "9999-12-31"]
# What no form or program means to send; each field gets the ends of its own kind, and of these the next few:
# all of them meet every kind of field many times over.
WRONG: list[Any] = [
    *("a\0b", None, "\ud800", True, "", 1.5, 2**63, [[]], "0001-01-01", {"a": {"b": []}}, "\u0663"),
    *("9999-12-31", "<script>alert(1)</script>", 10**400, "9" * 5_000),
]
WRONG_EACH = 1
WORDS = (
    "",
    "-1",
    "9" * 5_000,
    "9" * 19,
    "\u0663",
    "0001-01-01",
    "9999-12-31",
    "<script>alert(1)</script>",
    "%' OR 1=1",
)
# In this many tests, so that those who run tests side by side have something to share.
PARTS = 4
BODIES: list[tuple[str | None, bytes]] = [
    (None, b""),
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b'"text"'),
    ("application/json", b"[" * 100_000),
    ("application/json", b"\xff\xfe\x00"),
    ("application/json", b"{}"),
    ("application/json", b'{"a":1e999}'),
    ("application/json; charset=utf-7", b"{}"),
    ("text/plain", b"{}"),
    ("application/xml", b"<a/>"),
    ("application/octet-stream", bytes(range(256))),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    ("application/x-www-form-urlencoded", b"%ff=%00&a=b&&=&%"),
    ("application/x-www-form-urlencoded; charset=no-such", b"name=%ff"),
]
# `script/fault api` tries them all and more; here each address takes its turn.
BODIES_EACH, IDS_EACH, WORDS_EACH = 2, 2, 1
IDS = ("a%00b", "%ED%A0%80", "%F0%9F%92%A9", "..%2f..", "x" * 3_000, "99999999999999999999", "-1", "%22%3E%3Cimg%3E")
PREFERRED = (Role.ADMIN, Role.AGENCY_LEAD, Role.OFFICER, Role.SUPERVISOR, Role.MANAGER, Role.INSPECTOR)


@pytest.fixture
def side(app: Flask, client: FlaskClient) -> Side:
    return two_sides(client)[0]


@pytest.mark.one_database
def test_bodies_of_any_kind_are_refused_in_words(app: Flask, client: FlaskClient, side: Side):
    bodies = cycle(BODIES)
    for method, rule, headers in _unsafe(app, client, side):
        for content_type, body in islice(bodies, BODIES_EACH):
            where = address(app, rule, _ids(side))
            answer = client.open(where, method=method, data=body, content_type=content_type, headers=headers)
            _require_words(answer, (method, rule.rule, content_type, body[:20]))


@pytest.mark.strict_database
@pytest.mark.parametrize("part", range(PARTS))
def test_every_field_takes_odd_values(app: Flask, client: FlaskClient, side: Side, part: int):
    for method, rule, headers in islice(_unsafe(app, client, side), part, None, PARTS):
        for message in _odd_messages(sent(rule.endpoint, side), cycle(WRONG)):
            where = address(app, rule, _ids(side))
            how = _as_json(message) if rule.rule.startswith(("/api/", "/sync/")) else {"data": _as_form(message)}
            answer = client.open(where, method=method, headers=headers, **how)
            _require_words(answer, (method, rule.rule, str(message)[:300]))


@pytest.mark.one_database
def test_every_id_in_an_address_may_be_nonsense(app: Flask, client: FlaskClient, side: Side):
    ids = cycle(IDS)
    for method, rule, headers in _each(app, client, side):
        for odd in islice(ids, IDS_EACH) if rule.arguments else ():
            where = address(app, rule, dict.fromkeys(_ids(side), "1")).replace("/1", f"/{odd}")
            _require_words(client.open(where, method=method, headers=headers), (method, where))


@pytest.mark.one_database
def test_every_word_in_a_query_may_be_nonsense(app: Flask, client: FlaskClient, side: Side):
    names = (
        "page",
        "q",
        "since",
        "until",
        "agency",
        "choice",
        "ended",
        "credit_code",
        "premises",
        "visit_on",
        "words",
        "next",
        "limit",
        "version",
        "competence",
    )
    words = cycle(WORDS)
    for method, rule, headers in _each(app, client, side):
        for odd in islice(words, WORDS_EACH) if method == "GET" else ():
            where = address(app, rule, _ids(side))
            answer = client.get(where, query_string=dict.fromkeys(names, odd), headers=headers)
            _require_words(answer, (rule.rule, odd[:20]))
            if answer.mimetype.startswith(("image/", "application/pdf", "application/vnd")):
                break  # drawn at length from what stands, whatever was asked


def _unsafe(app: Flask, client: FlaskClient, side: Side) -> Iterator[tuple[str, Rule, dict[str, str]]]:
    return (each for each in _each(app, client, side) if each[0] != "GET")


def _each(app: Flask, client: FlaskClient, side: Side) -> Iterator[tuple[str, Rule, dict[str, str]]]:
    """Every route, with somebody signed in who may use it, and what his phone says of itself."""
    for method, rule in rules(app):
        grants = policy.TABLE[rule.endpoint].grants
        side.client(next((role for role in PREFERRED if role in grants), Role.OFFICER), client)
        yield method, rule, _token(rule, side)


def _ids(side: Side) -> dict[str, str]:
    return {**side.ids, "number": "1", "asset": "no.js", "passkey": side.ids["passkey admin"]}


def _token(rule: Rule, side: Side) -> dict[str, str]:
    return side.phone.authorization if DEVICE in policy.TABLE[rule.endpoint].grants else {}


def _require_words(answer: TestResponse, what: object) -> None:
    assert answer.status_code < 500, (answer.status_code, what)
    if answer.status_code >= 400 and answer.request.path.startswith(("/api/", "/sync/")):
        assert answer.mimetype == "application/problem+json", what
        assert answer.json and answer.json["code"] and answer.json["detail"], what


def _odd_messages(message: Any, wrong: Iterator[Any]) -> Iterator[Any]:
    """The message with each of its parts replaced by odd values, and with one field too many."""
    yield from _ends(message)
    yield from islice(wrong, WRONG_EACH)
    if isinstance(message, dict):
        yield {**message, "one_more": 1}
        for name, part in message.items():
            yield {key: value for key, value in message.items() if key != name}
            yield from ({**message, name: odd} for odd in _odd_messages(part, wrong))
    if isinstance(message, list) and message:
        yield from ([odd, *message[1:]] for odd in _odd_messages(message[0], wrong))


def _ends(right: Any) -> list[Any]:
    """The ends of what a field like this can hold."""
    text = str(right)
    if text.isdecimal():
        return [2**63, next(NUMBERS)]
    return DAYS if DAY.match(text) else [LONG] if isinstance(right, str) else []


def _as_json(message: Any) -> dict[str, Any]:
    return {"data": json.dumps(message), "content_type": "application/json"}


def _as_form(message: Any) -> dict[str, Any]:
    if not isinstance(message, dict):
        return {}
    return {name: _text(each) for name, each in message.items()}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [_text(each) for each in value]
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="replace").decode()
