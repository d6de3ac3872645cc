"""Whoever signs a result sees which entries of the leniency list its findings fall under."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from server import clock
from server.accounts.passwords import hash_password
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.registry.leniency_tables import LeniencyRow
from server.visits import lenient
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.feedback.visits import door
from tests.field import Field, a_field, close, find, open_visit


@pytest.fixture
def field(client: FlaskClient) -> Field:
    field = a_field(client)
    for code, line in (("line-1", "1"), ("line-2", "2"), ("whole", "")):
        content = next((each["content"] for each in field.fire.item.lines if each["line"] == line), "")
        row = LeniencyRow(code=code, version=1, item_id="fire-exit", line=line, content=content, name=f"情形{code}")
        row.first_offence = row.minor = row.corrected = True
        row.conditions, row.legal_basis, row.valid_from = "当场改正", [], clock.today()
        with transaction():
            db.session.add(row)
    open_visit(field.phone, field)
    return field


def named(field: Field) -> list[str]:
    close(field.phone, field)
    field.phone.push()
    return [each.code for each in lenient.entries_for(db.session.scalars(select(ResultRow)).one())]


def test_the_line_found_at_and_the_whole_item_count(field: Field):
    find(field.phone, field, severity="minor")

    assert named(field) == ["line-1", "whole"]


def test_what_is_serious_is_not_left_unpenalised(field: Field):
    find(field.phone, field, severity="serious")

    assert named(field) == []


def test_the_signer_reads_them_beside_the_form(client: FlaskClient, field: Field):
    find(field.phone, field, severity="minor")
    named(field)
    lead = an_account(Role.AGENCY_LEAD, agency=field.fire.agency, name="尹建岳")
    result = db.session.scalars(select(ResultRow.id)).one()

    page = signed_in(client, lead).get(f"/desk/results/{result}").text

    assert "情形line-1" in page and "当场改正" in page
    assert "line-2" not in page


def test_the_signer_picks_from_what_is_offered_and_the_enterprise_reads_which(client: FlaskClient, field: Field):
    find(field.phone, field, severity="minor")
    named(field)
    lead = an_account(Role.AGENCY_LEAD, agency=field.fire.agency, name="尹建岳").id
    manager = an_account(Role.MANAGER, name="林经理", enterprise=field.enterprise).id
    with transaction():
        db.session.get_one(AccountRow, lead).password_hash = hash_password("correct horse")
    result = db.session.scalars(select(ResultRow.id)).one()

    def sign(*codes: str, **more: str) -> TestResponse:
        decided = {"disposition": "leniency", "leniency": list(codes), "password": "correct horse", **more}
        return signed_in(client, db.session.get_one(AccountRow, lead)).post(
            f"/api/results/{result}/sign-off", json=decided
        )

    assert sign().json["code"] == "reason_missing"
    assert sign("line-2").json["code"] == "leniency_not_offered"
    assert sign("line-1").status_code == 200
    made = db.session.scalars(select(SignOffRow)).one()
    assert [(each["code"], each["conditions"]) for each in made.leniency] == [("line-1", "当场改正")]
    assert made.leniency == json.loads(made.document)["leniency"]
    page = signed_in(client, db.session.get_one(AccountRow, manager)).get(
        f"{door(field.enterprise)}/visits/{field.visit}"
    )
    assert "免罚情形：情形line-1" in page.text
