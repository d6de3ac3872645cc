"""一业一册: guides put together from items and their checklists, in plain words, to read, to print and as a PDF."""

import gzip

import pytest
from flask.testing import FlaskClient

from server.db import transaction
from server.registry import guides, versions
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_item, signed_in

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

DESK = "/desk/registry/guides"
GUIDE = {
    "slug": "catering", "name": "餐饮服务", "industries": "62、5212", "items": "food\nfire-exit",
    "intro": "先自己看一遍。", "prepare": "营业执照\n食品经营许可证", "ended": "",
}  # fmt: skip
MOST_BYTES = 14 * 1024


@pytest.fixture
def people(app):
    fire, market = an_agency(), an_agency("market", "市场监管局")
    an_item(fire)
    an_item(market, "food", "食品经营检查")
    return {
        "admin": an_account(Role.ADMIN),
        "lead": an_account(Role.AGENCY_LEAD, agency=fire, name="李四"),
        "officer": an_account(Role.OFFICER, agency=fire, name="赵六"),
    }


def published(client: FlaskClient, people, **changed) -> int:
    return signed_in(client, people["admin"]).post(f"{DESK}/new", data={**GUIDE, **changed}).status_code


def test_a_guide_shows_its_items_in_its_order_with_what_to_prepare(client: FlaskClient, people):
    assert published(client, people) == 302

    page = client.get("/guide/catering").text

    assert page.index("营业执照") < page.index("食品经营检查") < page.index("消防安全检查")
    assert "《中华人民共和国消防法》第五十三条" in page
    assert "餐饮服务" in client.get("/guide").text


def test_plain_words_stand_for_a_line_until_it_is_rewritten(client: FlaskClient, people):
    published(client, people)
    signed_in(client, people["lead"]).post("/desk/registry/items/fire-exit/plain", data={"line-1": "后门推得开"})
    assert "后门推得开" in client.get("/guide/catering").text
    assert "后门推得开" in client.get("/catalogue/fire-exit").text

    with transaction():
        lines = [{"line": "1", "content": "另一句话", "standard": ""}]
        versions.succeed(versions.latest(["fire-exit"])["fire-exit"], {"lines": lines})

    assert "后门推得开" not in client.get("/guide/catering").text


def test_plain_words_are_said_by_the_items_own_agency(client: FlaskClient, people):
    said = {"line-1": "看得懂的话"}
    assert signed_in(client, people["officer"]).post("/desk/registry/items/food/plain", data=said).status_code == 403
    assert signed_in(client, people["lead"]).post("/desk/registry/items/food/plain", data=said).status_code == 404
    assert signed_in(client, people["lead"]).get("/desk/registry/items/food/plain").status_code == 200
    long = client.post("/desk/registry/items/fire-exit/plain", data={"line-1": "长" * 501})
    assert (long.status_code, "长" * 501 in long.text) == (422, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"slug": "Catering"}, "小写字母"),
        ({"slug": "new"}, "已被使用"),
        ({"name": ""}, "行业名称须填写"),
        ({"items": ""}, "至少列出一个检查事项"),
        ({"items": "food nothing"}, "nothing"),
        ({"industries": "62 饭店"}, "饭店"),
        ({"prepare": "长" * 501}, "500"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: FlaskClient, people, changed, said):
    signed_in(client, people["admin"])

    page = client.post(f"{DESK}/new", data={**GUIDE, **changed})

    assert page.status_code == 422
    assert said in page.text
    assert "先自己看一遍。" in page.text
    assert guides.all_newest() == []


def test_a_change_is_a_new_version_and_an_ended_guide_is_gone(client: FlaskClient, people):
    published(client, people)
    assert published(client, people) == 422

    client.post(f"{DESK}/catering", data={**GUIDE, "ended": "1"})

    assert guides.newest("catering").version == 2
    assert client.get("/guide/catering").status_code == 404
    assert client.get("/guide/catering.pdf").status_code == 404


def test_an_industry_finds_the_guide_that_names_it_most_closely(client: FlaskClient, people):
    published(client, people)
    published(client, people, slug="cafe", name="咖啡馆", industries="6232")

    found = {code: guides.for_industry(code) for code in ("6232", "6210", "8010", "")}

    assert {code: guide and guide.slug for code, guide in found.items()} == {
        "6232": "cafe", "6210": "catering", "8010": None, "": None
    }  # fmt: skip


def test_a_guide_is_light_needs_no_script_and_prints(client: FlaskClient, people):
    published(client, people)

    page = client.get("/guide/catering")

    assert len(gzip.compress(page.data)) <= MOST_BYTES
    assert "<script" not in page.text
    assert client.get("/guide/catering.pdf").data.startswith(b"%PDF")
