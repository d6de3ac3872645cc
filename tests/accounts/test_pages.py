"""The sign-in page, the invitation's page and a person's own passkeys."""

import re
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from server.accounts import commands
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_enterprise, signed_in

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database


def test_a_desk_is_asked_to_sign_in_and_comes_back_where_it_wanted(client: FlaskClient):
    commands.open_account("李四", [Role.OFFICER], sign_in_name="lisi", password="long enough", agency_id=an_agency().id)

    asked = client.get("/account")
    assert asked.headers["Location"] == "/sign-in?next=/account"

    answer = client.post("/sign-in", data={"name": "lisi", "password": "long enough", "next": "/account"})
    assert answer.headers["Location"] == "/account"


@pytest.mark.parametrize(
    "wish",
    ["//elsewhere.example", "/\\elsewhere.example", "/\t/elsewhere.example", "/\n/elsewhere.example",
     "https://elsewhere.example", "javascript:alert(1)", "\\\\elsewhere.example", " //elsewhere.example"],
)  # fmt: skip
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, wish: str):
    commands.open_account("李四", [Role.OFFICER], sign_in_name="lisi", password="long enough", agency_id=an_agency().id)

    answer = client.post("/sign-in", data={"name": "lisi", "password": "long enough", "next": wish})

    assert urljoin("http://localhost/", answer.headers["Location"]).startswith("http://localhost/")
    assert not set("\t\n\\") & set(answer.headers["Location"])


def test_a_wrong_password_is_said_in_words_and_keeps_the_name(client: FlaskClient):
    answer = client.post("/sign-in", data={"name": "lisi", "password": "no"})

    assert answer.status_code == 401
    assert "登录名或密码不对" in answer.text
    assert 'value="lisi"' in answer.text


def test_an_invitation_greets_its_owner_and_a_used_one_is_gone(client: FlaskClient):
    token = commands.invite_manager(an_enterprise().id, "夏经理", None)

    assert "夏经理" in client.get(f"/invitation/{token}").text
    assert client.get("/invitation/invented-token").status_code == 410


def test_a_person_sees_his_own_account(client: FlaskClient):
    signed_in(client, an_account(Role.SUPERVISOR, name="赵监督"))

    answer = client.get("/account")

    assert "赵监督" in answer.text
    assert "司法局监督员" in answer.text


def test_the_password_field_hides_what_is_typed_and_takes_what_a_keeper_fills_in(client: FlaskClient):
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', client.get("/sign-in").text)

    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "onpaste" not in field and "maxlength" not in field


@pytest.mark.one_database
def test_every_page_of_somebody_signed_in_offers_to_sign_out(client: FlaskClient):
    signed_in(client, an_account(Role.SUPERVISOR, name="赵监督"))

    for address in ("/", "/account", "/catalogue", "/rules", "/desk/", "/desk/registry/", "/desk/cases"):
        page = client.get(address, follow_redirects=True)
        assert page.status_code == 200 and 'action="/sign-out"' in page.text, address
