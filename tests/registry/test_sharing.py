"""Shared lines: lines of several items are joined by agreement of their agencies, and stand until one ends them."""

from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db, transaction
from server.registry import item_text, shared_lines, versions
from server.registry.sharing_tables import SharedLineRow
from server.registry.tables import ItemVersionRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_item, signed_in

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

SHARED = "/desk/registry/shared"
BOTH = ["fire-exit|1", "food|2"]


@pytest.fixture
def leads(app):
    fire, market, urban = an_agency(), an_agency("market", "市场监管局"), an_agency("urban", "城管局")
    an_item(fire)
    an_item(market, "food", "食品经营检查")
    return SimpleNamespace(
        fire=an_account(Role.AGENCY_LEAD, agency=fire),
        market=an_account(Role.AGENCY_LEAD, agency=market, name="李四"),
        urban=an_account(Role.AGENCY_LEAD, agency=urban, name="周八"),
        bureau=an_account(Role.SUPERVISOR, name="钱七"),
        admin=an_account(Role.ADMIN, name="王五"),
        officer=an_account(Role.OFFICER, agency=fire, name="赵六"),
    )


def joined(client, by, lines=BOTH, content="灭火器在有效期内吗", **more) -> int:
    return signed_in(client, by).post(SHARED, data={"content": content, "line": lines, **more}).status_code


def rows() -> list[SharedLineRow]:
    db.session.rollback()
    return list(db.session.scalars(select(SharedLineRow).order_by(SharedLineRow.version)))


def agree(client, by, row) -> int:
    return signed_in(client, by).post(f"{SHARED}/{row.id}/agreement").status_code


def marked(item: str) -> dict[str, str]:
    [version] = db.session.scalars(
        select(ItemVersionRow).where(ItemVersionRow.item_id == item).order_by(ItemVersionRow.version.desc()).limit(1)
    )
    return {line: each.content for line, each in shared_lines.marks(version, shared_lines.standing()).items()}


def test_it_stands_once_every_agency_whose_line_it_is_has_agreed(client: FlaskClient, leads):
    assert joined(client, leads.fire) == 302
    assert marked("food") == {}

    assert agree(client, leads.market, rows()[0]) == 302

    assert marked("fire-exit") == {"1": "灭火器在有效期内吗"}
    assert marked("food") == {"2": "灭火器在有效期内吗"}


def test_the_bureau_proposes_and_waits_and_admin_agrees_for_all(client: FlaskClient, leads):
    joined(client, leads.bureau)
    assert rows()[0].stands_since is None

    agree(client, leads.admin, rows()[0])

    assert rows()[0].agreed == ["fire-rescue", "market"]
    assert rows()[0].stands_since is not None


def test_who_has_no_line_in_it_has_no_word_in_it(client: FlaskClient, leads):
    assert joined(client, leads.urban) == 404
    assert joined(client, leads.officer) == 403
    joined(client, leads.fire)

    assert agree(client, leads.urban, rows()[0]) == 404
    assert client.post(f"{SHARED}/{rows()[0].id}/end").status_code == 404


@pytest.mark.parametrize(
    ("lines", "content", "said"),
    [
        (["fire-exit|1"], "问", "至少选两个事项"),
        (["fire-exit|1", "fire-exit|2"], "问", "至少选两个事项"),
        (["fire-exit|1", "fire-exit|2", "food|2"], "问", "同一事项选了两条"),
        (["fire-exit|9", "food|2"], "问", "已不在现行检查事项中"),
        (["nonsense", "|", "food|2"], "问", "已不在现行检查事项中"),
        (BOTH, " ", "请写明现场怎么问"),
        (BOTH, "问" * 501, "请写明现场怎么问"),
    ],
)
def test_what_cannot_be_joined_is_answered_and_nothing_typed_is_lost(client: FlaskClient, leads, lines, content, said):
    page = signed_in(client, leads.fire).post(SHARED, data={"content": content, "line": lines})

    assert page.status_code == 422
    assert said in page.text
    assert content.strip() in page.text
    assert rows() == []


def test_a_line_belongs_to_one_shared_line(client: FlaskClient, leads):
    joined(client, leads.fire)

    assert joined(client, leads.market, ["fire-exit|1", "food|3"]) == 422


def test_a_new_version_takes_the_place_of_the_one_before_when_it_stands(client: FlaskClient, leads):
    joined(client, leads.admin)
    agree(client, leads.admin, rows()[0])
    joined(client, leads.fire, ["fire-exit|1", "food|3"], "灭火器可用吗", follows=rows()[0].id)
    assert marked("food") == {"2": "灭火器在有效期内吗"}

    agree(client, leads.market, rows()[1])

    assert marked("food") == {"3": "灭火器可用吗"}
    assert [(row.number, row.version, row.ended_at is None) for row in rows()] == [(1, 1, False), (1, 2, True)]


def test_any_of_its_agencies_ends_it(client: FlaskClient, leads):
    joined(client, leads.admin)
    agree(client, leads.admin, rows()[0])

    signed_in(client, leads.market).post(f"{SHARED}/{rows()[0].id}/end")

    assert marked("fire-exit") == {}
    assert "已结束" in client.get(SHARED).text


def test_a_version_that_reads_the_same_stays_in_and_one_that_was_rewritten_leaves(client: FlaskClient, leads):
    joined(client, leads.admin)
    agree(client, leads.admin, rows()[0])
    old = versions.latest(["food"])["food"]
    lines = item_text.read_lines("新增的一条\n" + item_text.write_lines(old["lines"]))
    with transaction():
        versions.succeed(old, {"lines": lines})
    assert marked("food") == {"3": "灭火器在有效期内吗"}

    with transaction():
        versions.succeed(versions.latest(["food"])["food"], {"lines": lines[:2]})

    assert marked("food") == {}
    assert "该事项已改写此条" in signed_in(client, leads.admin).get(SHARED).text


def test_lines_are_found_by_their_words(client: FlaskClient, leads):
    page = signed_in(client, leads.market).get(f"{SHARED}/new?q=第2项").text

    assert page.count('name="line"') == 2
    assert "没有这样的检查内容" in client.get(f"{SHARED}/new?q=无此字").text
