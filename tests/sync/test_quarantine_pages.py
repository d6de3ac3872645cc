"""The supervisor reads what was set aside, with its very text, and decides with a reason that stays."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.accounts.tables import AccountRow
from server.db import db
from server.ids import new_id
from server.sync.tables import QuarantineRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.field import Field, a_field, answer, find, open_visit, settle

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    find(field.phone, field, envelope={"dseq": 9}, text="灭火器过期")
    find(field.phone, field, visit=new_id(), text="另一处")
    field.phone.push()
    return field


@pytest.fixture
def desk(field: Field, client: FlaskClient) -> FlaskClient:
    return signed_in(client, an_account(Role.SUPERVISOR, name="司法局监督员"))


def row(code: str) -> QuarantineRow:
    return db.session.query(QuarantineRow).filter_by(code=code).populate_existing().one()


def test_each_is_shown_with_its_reason_and_its_very_text(desk: FlaskClient):
    page = desk.get("/desk/quarantine").text

    assert "与本机记录次序不符" in page
    assert "该次检查尚未收到" in page
    assert "灭火器过期" in page


def test_what_is_counted_after_all_shows_on_the_visit_and_in_the_trail(field: Field, desk: FlaskClient):
    kept = row("out_of_place")

    answer = desk.post(
        f"/desk/quarantine/{kept.entry_id}/apply", data={"reason": "核实为同一手机"}, follow_redirects=True
    )

    assert "已计入检查。" in answer.text
    assert "灭火器过期" in desk.get(f"/desk/visits/{field.visit}").text
    assert "核实为同一手机" in desk.get("/desk/quarantine?outcome=applied").text
    entry = db.session.query(TrailEntryRow).filter_by(kind="operation.applied").one()
    assert "核实为同一手机" in bytes(entry.body).decode()
    assert db.session.get_one(AccountRow, entry.account_id).name == "司法局监督员"


def test_what_still_cannot_count_says_why(desk: FlaskClient):
    kept = row("unknown_visit")

    answer = desk.post(f"/desk/quarantine/{kept.entry_id}/apply", data={"reason": "再试"}, follow_redirects=True)

    assert "仍不能计入：该次检查尚未收到" in answer.text


def test_what_is_left_is_kept_with_the_reason(desk: FlaskClient):
    kept = row("unknown_visit")

    desk.post(f"/desk/quarantine/{kept.entry_id}/leave", data={"reason": "误操作"})

    page = desk.get("/desk/quarantine?outcome=left").text
    assert "误操作" in page
    assert "另一处" in page


@pytest.mark.parametrize("what", ["apply", "leave"])
def test_nothing_is_decided_without_a_reason(desk: FlaskClient, what: str):
    kept = row("out_of_place")

    assert desk.post(f"/desk/quarantine/{kept.entry_id}/{what}", data={"reason": "  "}).status_code == 422
    assert row("out_of_place").outcome == "open"


def test_nobody_decides_twice(desk: FlaskClient):
    kept = row("unknown_visit").entry_id
    desk.post(f"/desk/quarantine/{kept}/leave", data={"reason": "误操作"})

    assert desk.post(f"/desk/quarantine/{kept}/apply", data={"reason": "又想起"}).status_code == 404


def test_the_supervisor_sees_where_answers_differ_and_what_was_settled(field: Field, desk: FlaskClient):
    one, other = field.fire.phones
    for phone, value in ((one, "conforming"), (other, "nonconforming")):
        answer(phone, field, value)
        phone.push(len(phone.operations))
    assert "填写不同，尚未认定" in desk.get(f"/desk/visits/{field.visit}").text

    [difference] = one.visit(field.visit)["differences"]
    settle(one, field, "nonconforming", difference["operations"])
    one.push(len(one.operations))

    assert "填写不同，认定为不合格" in desk.get(f"/desk/visits/{field.visit}").text
