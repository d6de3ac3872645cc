"""一表通查: at a joint visit a shared line is answered once, and the answer counts for each agency's item."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.ids import new_id
from server.registry import shared_lines, versions
from server.registry.sharing_tables import SharedLineRow
from server.visits.tables import AnswerRow, ResultRow
from tests.builders import an_enterprise
from tests.field import Field, a_visit, an_office, answer, close, open_visit, settle


@pytest.fixture
def joint(client: FlaskClient):
    enterprise, fire, market = an_enterprise(), an_office(client), an_office(client, "market", "food", "food")
    return Field(enterprise, fire, a_visit(enterprise, fire, market), client), market, a_shared_line(fire, market)


def a_shared_line(*offices) -> str:
    members = [
        {"item": each.item.item_id, "agency": each.agency.id, "item_version": each.item.id, **words(each)}
        for each in offices
    ]
    shared = new_id()
    with transaction():
        db.session.add(SharedLineRow(
            id=shared, number=1, version=1, content="灭火器在有效期内吗", members=members, agreed=[],
            proposed_at=clock.now(), stands_since=clock.now(), 
        ))  # fmt: skip
    return shared


def transaction_that_touches(*items):
    with transaction():
        for item in items:
            versions.touch_all(item)


def words(office):
    return office.item.lines[0]


def answer_both(phone, field, market, shared, value):
    """What the phone records when the question is answered once: each operation is complete alone."""
    answer(phone, field, value, shared_line=shared)
    answer(phone, field, value, shared_line=shared, **market.at_line())


def outcomes(field, agency) -> list[tuple[str, str]]:
    wanted = select(ResultRow.outcomes).where(ResultRow.visit_id == field.visit, ResultRow.agency_id == agency)
    newest = db.session.scalar(wanted.order_by(ResultRow.version.desc()).limit(1))
    return [(each["item"], each["outcome"]) for each in newest or []]


def test_one_answer_counts_for_each_agencys_item(joint):
    field, market, shared = joint
    open_visit(field.phone, field)
    answer_both(field.phone, field, market, shared, "nonconforming")
    close(field.phone, field)
    field.phone.push()

    open_visit(market.phone, field)
    close(market.phone, field)
    market.phone.push()

    assert outcomes(field, "fire-rescue") == [("fire-exit", "problems_found")]
    assert outcomes(field, "market") == [("food", "problems_found")]
    told = market.phone.visit(field.visit)["answers"]
    assert [(each["inspection_item"], each["agency"], each["counts_for"]) for each in told] == [
        ("fire-exit", "fire-rescue", None),
        ("food", "fire-rescue", "market"),
    ]


def test_an_answer_that_comes_after_the_other_agencys_result_draws_that_up_anew(joint):
    field, market, shared = joint
    open_visit(market.phone, field)
    answer(market.phone, field, "conforming", **market.at_line("2"))
    close(market.phone, field)
    market.phone.push()
    assert outcomes(field, "market") == [("food", "no_problem")]

    open_visit(field.phone, field)
    answer_both(field.phone, field, market, shared, "nonconforming")
    field.phone.push()

    assert outcomes(field, "market") == [("food", "problems_found")]


def test_two_agencies_that_answer_differently_both_stand_and_either_settles_each_line(joint):
    field, market, shared = joint
    for phone, value in ((field.phone, "conforming"), (market.phone, "nonconforming")):
        open_visit(phone, field)
        answer_both(phone, field, market, shared, value)
    field.phone.push()
    assert market.phone.push().json["results"][-1]["code"] == "answers_differ"
    differing = field.phone.visit(field.visit)["differences"]
    assert [(each["inspection_item"], each["value"]) for each in differing] == [("fire-exit", None), ("food", None)]

    for each in differing:
        settle(market.phone, field, "conforming", each["operations"], inspection_item=each["inspection_item"])
    settled = [each["status"] for each in market.phone.push().json["results"]][-2:]

    assert settled == ["applied", "applied"]
    assert [each["value"] for each in field.phone.visit(field.visit)["differences"]] == ["conforming"] * 2
    assert db.session.query(AnswerRow).count() == 4


@pytest.mark.parametrize("wrong", ["unknown", "other line", "not named"])
def test_an_answer_to_a_line_that_is_not_shared_counts_for_nobody_else(joint, wrong):
    field, market, shared = joint
    named = {"unknown": {"shared_line": new_id()}, "other line": {"shared_line": shared}, "not named": {}}[wrong]
    open_visit(field.phone, field)
    answer(field.phone, field, "nonconforming", **named, **market.at_line("2" if wrong == "other line" else "1"))
    assert field.phone.push().json["results"][-1]["status"] == "applied"

    open_visit(market.phone, field)
    close(market.phone, field)
    market.phone.push()

    assert outcomes(field, "market") == []


def test_whose_item_did_not_come_answers_for_nobody(client: FlaskClient, joint):
    field, market, shared = joint
    urban = an_office(client, "urban", "shop-front", "urban")
    open_visit(urban.phone, field, present=urban.present)
    answer(urban.phone, field, "nonconforming", shared_line=shared, **market.at_line())

    assert urban.phone.push().json["results"][-1]["status"] == "applied"
    assert db.session.scalars(select(AnswerRow.counts_for)).all() == [None]


def test_a_phone_that_had_not_heard_of_the_end_still_means_what_it_asked(joint):
    field, market, shared = joint
    with transaction():
        db.session.get_one(SharedLineRow, shared).ended_at = clock.now()
    open_visit(field.phone, field)
    answer_both(field.phone, field, market, shared, "conforming")
    field.phone.push()

    assert shared_lines.standing() == []
    assert sorted(filter(None, db.session.scalars(select(AnswerRow.counts_for)))) == ["market"]


@pytest.mark.parametrize("named", ["x", 7, ["a"], {}])
def test_a_shared_line_that_is_no_id_makes_the_answer_unreadable_and_it_is_kept(joint, named):
    field, _, _ = joint
    open_visit(field.phone, field)
    answer(field.phone, field, "conforming", shared_line=named)

    result = field.phone.push().json["results"][-1]

    assert (result["status"], result["code"]) == ("quarantined", "invalid")


def test_phones_hold_which_lines_are_asked_once(joint):
    field, _, shared = joint
    transaction_that_touches("fire-exit", "food")

    field.phone.pull()

    lines = [each["lines"][0] for (kind, _), each in field.phone.records.items() if kind == "item_version"]

    assert [line["shared"] for line in lines] == [{"id": shared, "content": "灭火器在有效期内吗"}] * 2
