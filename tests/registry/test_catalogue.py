"""The public catalogue: what may be inspected, by whom, on which law, and how it changed."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import clock
from server.db import transaction
from server.registry import queries, versions
from tests.builders import an_agency, an_enterprise, an_item

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_anyone_sees_the_agencies_with_their_number_of_items(client: FlaskClient):
    fire = an_agency()
    an_item(fire)
    an_item(fire, "fire-duty", "消防责任制检查")

    page = client.get("/catalogue").text

    assert "消防救援大队" in page
    assert "2个检查事项" in page


@pytest.mark.parametrize("query", ["?agency=fire-rescue", "?competence=fire", "?q=安全", "?q=救援大队"])
def test_items_are_found_by_agency_competence_and_words(client: FlaskClient, query: str):
    an_item(an_agency())
    an_item(an_agency("food", "市场监管局", "food"), "food-kitchen", "餐饮后厨检查")

    page = client.get(f"/catalogue{query}").text

    assert "/catalogue/fire-exit" in page
    assert "第五十三条" in page
    assert "food-kitchen" not in page


def test_an_item_shows_its_law_and_what_is_looked_at(client: FlaskClient):
    an_item(an_agency())

    page = client.get("/catalogue/fire-exit").text

    assert "检查时看什么" in page
    assert "第3项内容" in page
    assert "中华人民共和国消防法" in page
    assert "<script" not in page


def test_an_earlier_version_stays_readable_and_says_that_it_is_over(client: FlaskClient):
    an_item(an_agency())
    with clock.at(NOON), transaction():
        versions.succeed(versions.latest(["fire-exit"])["fire-exit"], {"name": "新消防检查"})

    with clock.at(NOON):
        now, then = client.get("/catalogue/fire-exit").text, client.get("/catalogue/fire-exit?version=1").text

    assert "新消防检查" in now
    assert "现行有效" in now
    assert "这一版本不是现行版本" in then


def test_an_item_that_has_ended_is_not_among_those_that_may_be_inspected(client: FlaskClient):
    an_item(an_agency())
    with transaction():
        versions.end(versions.latest(["fire-exit"])["fire-exit"], date(2026, 1, 31))

    assert "fire-exit" not in client.get("/catalogue?q=消防").text
    assert client.get("/catalogue/fire-exit").status_code == 200


def test_an_unknown_item_or_version_is_not_found(client: FlaskClient):
    an_item(an_agency())

    assert client.get("/catalogue/nothing").status_code == 404
    assert client.get("/catalogue/fire-exit?version=9").status_code == 404


def test_a_page_of_the_catalogue_is_light(client: FlaskClient):
    an_item(an_agency())

    assert len(client.get("/catalogue/fire-exit").data) < 14 * 1024


# What the parts above ask


def test_an_enterprise_is_found_however_its_code_is_written(app: Flask):
    sea = an_enterprise()

    found = queries.enterprise_by_credit_code(f" {sea.credit_code.lower()} ")

    assert found.id == sea.id
    assert queries.premises_by_door_token(sea.premises[0].door_token).id == sea.premises[0].id
    assert queries.premises_by_door_token("nothing") is None


def test_ended_enterprises_are_not_offered_for_filing(app: Flask):
    an_enterprise(ended_on=DAY)

    assert queries.search_enterprises("海之味") == []
