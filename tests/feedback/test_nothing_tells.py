"""A visit is rated, and every route an agency, a passer-by or a phone reaches answers as before, byte by byte."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, event
from werkzeug.test import TestResponse

from server import clock, policy
from server.db import db, transaction
from server.feedback.commands import rate_visit
from server.feedback.tables import RatingRow
from server.ids import UUID
from server.policy import DEVICE, EVERYBODY, SIGNED_IN, Actor
from server.sync.tables import ChangeRow, RecordRow, SyncHeadRow
from server.vocabulary import RatingTag, Role
from tests.whole.addresses import address, rules
from tests.whole.two_sides import Side, two_sides

pytestmark = pytest.mark.one_database

OF_AGENCIES = (Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD)
READERS = (Role.INSPECTOR, Role.AGENCY_LEAD, Role.MANAGER, None)
# Drawn at length, and the same for everybody: a passer-by asks for them.
PAPERS = ("guide.pdf", "posters.pdf", "posters.png")
# A form that may be sent twice carries a fresh id whoever asks for it; a signature is drawn anew each time.
FRESH_IDS = ("complaints.new", "complaints.disagreement", "reports.no_code", "reports.tip", "answering.correction")
FRESH = {**dict.fromkeys(FRESH_IDS, UUID), "visit_codes.keys": re.compile("[0-9a-f]{128}")}
FRESH["accounts.account"] = re.compile("<li>\n<p><strong>[^<]*登录</strong>.*?</li>\n", re.S)  # each asking signs in
# When a PDF was made, and the name that follows from it.
STAMP = re.compile(rb"/ID \[.*?\]|/CreationDate \(.*?\)", re.S)
TEXT = "很不满意的一次检查"


@pytest.fixture
def sides(app: Flask, client: FlaskClient) -> Iterator[tuple[Side, Side]]:
    made = two_sides(client)
    with transaction():
        db.session.execute(delete(RatingRow))
    with clock.at(clock.now()):
        yield made


@pytest.mark.parametrize("reader", READERS)
def test_no_answer_differs_after_a_visit_was_rated_or_rated_anew(
    app: Flask, client: FlaskClient, sides: tuple[Side, Side], reader: Role | None
):
    answers(app, client, sides, reader)  # what is made when first asked for, such as small pictures
    before = answers(app, client, sides, reader)
    assert len(before) >= 20

    for process in (1, 5):
        rate(sides[0], process)

    assert answers(app, client, sides, reader) == before
    assert not any(TEXT.encode() in body for _, body, _ in before.values())


def test_no_feed_moves_when_a_visit_is_rated(sides: tuple[Side, Side]):
    def feeds() -> list[Any]:
        tables = (ChangeRow, RecordRow, SyncHeadRow)
        return [sorted(map(str, db.session.execute(table.__table__.select()).all())) for table in tables]

    before = feeds()
    assert all(before)

    rate(sides[0], 1)

    assert feeds() == before


@pytest.mark.parametrize("role", OF_AGENCIES)
def test_what_an_agency_sends_to_the_rating_s_address_is_refused_alike(
    app: Flask, client: FlaskClient, sides: tuple[Side, Side], role: Role
):
    signed = sides[0].client(role, client)

    def refused() -> list[tuple[int, bytes]]:
        found = []
        for method, rule in rules(app):
            if rule.endpoint.startswith(("rating.", "redaction.", "oversight.")):
                answer = signed.open(address(app, rule, ids(sides[0], role)), method=method, data={"process": "1"})
                found.append((answer.status_code, answer.data))
        return found

    before = refused()
    assert {status for status, _ in before} == {403}
    rate(sides[0], 2)

    assert refused() == before


def answers(
    app: Flask, client: FlaskClient, sides: tuple[Side, Side], reader: Role | None
) -> dict[tuple[str, str], tuple[int, bytes, int]]:
    """Per route and whose things it is asked for: the status, the bytes, and how many statements it took."""
    if reader is None:
        with client.session_transaction() as cookie:
            cookie.clear()
        signed = client
    else:
        signed = sides[0].client(reader, client)
    found = {}
    for whose, side in zip(("own", "other"), sides, strict=True):
        for endpoint, where in readable(app, side, reader):
            with counted() as statements:
                answer = signed.get(where, headers=headers(endpoint, side))
            found[whose, where] = (answer.status_code, body(endpoint, answer), len(statements))
    return found


def readable(app: Flask, side: Side, reader: Role | None) -> Iterator[tuple[str, str]]:
    """What this reader may ask for by GET; what only the supervisor may is asked for too, and refused."""
    for method, rule in rules(app):
        grants = policy.TABLE[rule.endpoint].grants
        open_to = {EVERYBODY, DEVICE} & grants.keys() or (
            reader and ({reader, SIGNED_IN, Role.SUPERVISOR} & grants.keys())
        )
        if method == "GET" and open_to and not (reader and rule.endpoint in PAPERS):
            yield rule.endpoint, address(app, rule, ids(side, reader or Role.OFFICER))


def body(endpoint: str, answer: TestResponse) -> bytes:
    """What an answer holds, without what is drawn or stamped anew each time."""
    if endpoint in FRESH:
        return FRESH[endpoint].sub("", answer.text).encode()
    if answer.mimetype == "application/pdf":
        return STAMP.sub(b"", answer.data)
    if endpoint == "bulk.template":
        with ZipFile(BytesIO(answer.data)) as book:
            return repr([(each.filename, each.CRC) for each in book.infolist() if "core" not in each.filename]).encode()
    return answer.data


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database: what takes longer would tell as well."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def headers(endpoint: str, side: Side) -> dict[str, str]:
    return side.phone.authorization if DEVICE in policy.TABLE[endpoint].grants else {}


def ids(side: Side, role: Role) -> dict[str, str]:
    return {**side.ids, "number": "1", "asset": "no.js", "passkey": side.ids[f"passkey {role}"]}


def rate(side: Side, process: int) -> None:
    by = Actor(
        side.accounts[Role.MANAGER],
        roles=frozenset({Role.MANAGER}),
        enterprises=frozenset({side.ids["enterprise"]}),
    )
    words = {"process_text": TEXT, "tags": [RatingTag.ASKED_FOR_ANYTHING]}
    rate_visit(side.ids["visit"], process=process, result=process, by=by, **words)
    assert db.session.query(RatingRow).filter_by(visit_id=side.ids["visit"]).one().process == process
