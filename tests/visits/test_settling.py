"""Two inspectors answer a line differently: both answers stand, and what is settled counts without hiding either."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db
from server.ids import new_id
from server.visits.tables import AnswerRow, ResultRow
from tests.field import Field, a_field, an_office, answer, close, open_visit, settle


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    one, other = field.fire.phones
    for phone, value in ((one, "conforming"), (other, "nonconforming")):
        open_visit(phone, field)
        answer(phone, field, value)
        phone.push()
    return field


def difference(field: Field) -> dict:
    [found] = field.phone.visit(field.visit)["differences"]
    return found


def outcome(field: Field) -> str:
    newest = select(ResultRow.outcome).where(ResultRow.visit_id == field.visit).order_by(ResultRow.version.desc())
    return str(db.session.scalar(newest.limit(1)))


def test_both_answers_are_shown_with_the_operations_to_settle(field: Field):
    visit = field.phone.visit(field.visit)

    assert [each["value"] for each in visit["answers"]] == ["conforming", "nonconforming"]
    assert visit["differences"] == [
        {
            "inspection_item": "fire-exit",
            "line": "1",
            "operations": sorted(each["operation"] for each in visit["answers"]),
            "value": None,
        }
    ]


def test_what_is_settled_counts_and_both_answers_stay(field: Field):
    settle(field.phone, field, "conforming", difference(field)["operations"])

    assert field.phone.push().json["results"][-1]["status"] == "applied"
    assert difference(field)["value"] == "conforming"
    visit = field.phone.visit(field.visit)
    assert [(each["value"], each["inspector_name"], each["reason"]) for each in visit["settlements"]] == [
        ("conforming", "王建国", "复看")
    ]
    assert db.session.query(AnswerRow).count() == len(visit["answers"]) == 2


def test_whoever_closes_over_an_open_difference_is_told_and_not_held_up(field: Field):
    close(field.phone, field)

    result = field.phone.push().json["results"][-1]

    assert (result["status"], result["code"]) == ("conflict", "answers_differ")
    assert field.phone.visit(field.visit)["state"] == "completed"


def test_a_settlement_after_the_closing_issues_the_result_anew(field: Field):
    close(field.phone, field)
    field.phone.push()
    assert outcome(field) == "problems_found"

    settle(field.phone, field, "conforming", difference(field)["operations"])
    field.phone.push()

    assert outcome(field) == "no_problem"


def test_an_agency_that_neither_leads_nor_owns_the_item_settles_nothing(field: Field, client: FlaskClient):
    other = an_office(client, "market-regulation", "food", "market")
    open_visit(other.phone, field)
    settle(other.phone, field, "conforming", [new_id()])

    result = other.phone.push().json["results"][-1]

    assert (result["status"], result["code"]) == ("quarantined", "not_yours")
    assert difference(field)["value"] is None
