"""What a pull says of set-aside operations, and what a phone says of a feed that does not add up."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.ids import new_id
from server.sync import quarantine, set_aside
from server.sync.quarantine import Decision
from server.sync.tables import QuarantineRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account
from tests.field import Field, a_field, find, open_visit


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    return a_field(client)


@pytest.fixture
def supervisor(field: Field) -> AccountRow:
    return an_account(Role.SUPERVISOR)


def pulled(field: Field, **more: object) -> dict:
    return field.phone.post("pull", {"proto": 1, "cursor": None, **more}).json


def told(field: Field) -> tuple[list[int], list[int]]:
    page = pulled(field)
    return page["set_aside"], page["left"]


def apart(field: Field) -> list[str]:
    entries = db.session.query(TrailEntryRow).filter_by(kind="feed.apart", entity_id=field.phone.device)
    return [bytes(each.body).decode() for each in entries]


def test_a_phone_learns_which_of_its_operations_were_applied_after_all_and_which_were_left(
    field: Field, supervisor: AccountRow
):
    open_visit(field.phone, field)
    for _ in range(2):
        find(field.phone, field, visit=new_id())
    field.phone.push()
    assert told(field) == ([2, 3], [])
    entries = [row.entry_id for row in db.session.query(QuarantineRow).order_by(QuarantineRow.entry_id)]

    quarantine.leave(entries[0], Decision(supervisor.id, "重复"))
    assert told(field) == ([3], [2])
    db.session.get_one(QuarantineRow, entries[1]).outcome = "applied"
    db.session.commit()
    assert told(field) == ([], [2])

    with clock.at(clock.now() + set_aside.TOLD_FOR):
        assert set_aside.of_device(field.phone.device) == {"set_aside": [], "left": []}
    assert field.fire.phones[1].post("pull", {"proto": 1, "cursor": None}).json["left"] == []


def test_a_feed_that_does_not_add_up_on_a_phone_stands_in_the_trail_once(field: Field):
    ours, theirs = "ab" * 32, "cd" * 32
    place = {"n": 7, "ours": ours, "theirs": theirs}

    for _ in range(2):
        assert "changes" in pulled(field, apart={"reference": place})

    [entry] = apart(field)
    assert ours in entry and theirs in entry and '"n":7' in entry


@pytest.mark.parametrize(
    "sent",
    [
        None, [], "reference", 7, {}, {"reference": 1}, {"reference": {"n": 1}}, {"a\0b": {}},
        {"a\0b": {"n": 1, "ours": "ab" * 32, "theirs": "cd" * 32}},
        {"x" * 81: {"n": 1, "ours": "ab" * 32, "theirs": "cd" * 32}},
        {"reference": {"n": True, "ours": "ab" * 32, "theirs": "cd" * 32}},
        {"reference": {"n": 1, "ours": ["ab"], "theirs": "cd" * 32}},
        {str(n): {"n": 1, "ours": "ab" * 32, "theirs": "cd" * 32} for n in range(21)},
    ],
)  # fmt: skip
def test_what_is_no_such_word_is_passed_over_and_the_pull_answered(field: Field, sent: object):
    answer = field.phone.client.post(
        "/sync/v1/pull", json={"proto": 1, "apart": sent}, headers=field.phone.authorization
    )

    assert (answer.status_code, apart(field)) == (200, [])
